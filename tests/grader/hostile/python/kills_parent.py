# Kills the process it came from.
# expect: error
import os


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.kill(os.getppid(), 9)
