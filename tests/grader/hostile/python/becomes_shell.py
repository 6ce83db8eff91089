# Replaces its process by a program that loops.
# expect: error
import os


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.execv("/bin/sh", ["sh", "-c", "while :; do :; done"])
