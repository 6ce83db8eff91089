# Sends bytes without end.
# expect: invalid
import os


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    while True:
        os.write(3, b"x" * 65536)
