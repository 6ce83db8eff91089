# Returns what is no number, and infinities.
# expect: values
import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return float("nan"), np.full(theta.size, np.inf)
