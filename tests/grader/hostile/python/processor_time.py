# Uses many threads to use more time.
# expect: timeout
import threading


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    for _ in range(8):
        threading.Thread(target=sum, args=(iter(int, 1),)).start()
    while True:
        pass
