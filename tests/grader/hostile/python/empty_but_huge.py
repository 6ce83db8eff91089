# Returns arrays without entries, whose other extent is as large as can be.
# expect: values
import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return np.empty((1 << 32, 0)), np.empty((0, 1 << 32))
