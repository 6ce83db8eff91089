# Recurses below Python's own limit.
# expect: crash error
import sys


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    sys.setrecursionlimit(1 << 30)

    class Deep:
        def __repr__(self):
            return repr(self)

    repr(Deep())
