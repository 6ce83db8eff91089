# Returns an array of objects.
# expect: invalid
import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 0.0, np.array([print] * theta.size)
