# Returns an array of a class that lies about its type, its shape and its bytes.
# expect: values error invalid
import numpy as np


class Lying(np.ndarray):
    dtype = property(lambda self: np.dtype("f8"))
    shape = property(lambda self: (1 << 40,))

    def __array_finalize__(self, other):
        self.known = True

    def __array_ufunc__(self, *arguments, **named):
        return True

    def tobytes(self, *arguments):
        return b"x" * (1 << 20)

    def reshape(self, *arguments):
        return self


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return np.zeros(()).view(Lying), np.zeros(theta.size).view(Lying)
