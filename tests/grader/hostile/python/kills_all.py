# Kills all that it may.
# expect: error
# only the sandbox stops it
import os


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.kill(-1, 9)
