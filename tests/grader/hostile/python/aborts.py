# Aborts.
# expect: crash
import os


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.abort()
