# Forks without end.
# expect: error
import os


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    while True:
        os.fork()
