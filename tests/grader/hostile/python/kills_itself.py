# Kills its own process.
# expect: limit
import os


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.kill(os.getpid(), 9)
