# Fills standard error.
# expect: limit
import sys


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    while True:
        sys.stderr.write("spam" * 16384)
