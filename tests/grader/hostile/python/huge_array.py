# Returns an array larger than memory.
# expect: limit
import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 0.0, np.zeros(1 << 40)
