# Ends its process without a word.
# expect: crash
import os


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os._exit(0)
