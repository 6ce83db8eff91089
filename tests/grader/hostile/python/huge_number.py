# Returns an integer of a million digits.
# expect: invalid
import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 1 << 4_000_000, np.zeros(theta.size)
