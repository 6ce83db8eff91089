# Recurses beyond Python's own limit: the stack overflows, or, since Python 3.12, whose limit for
# functions in C cannot be raised, an error ends it.
# expect: crash error
import sys


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    sys.setrecursionlimit(1 << 30)

    class Deep:
        def __repr__(self):
            return repr(self)

    repr(Deep())
