# Ignores every signal it may, and loops.
# expect: timeout
import signal


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass
