# Returns a thousand million numbers that take no memory.
# expect: limit
import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 0.0, np.broadcast_to(1.0, 10**9)
