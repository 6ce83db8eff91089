# Raises its own limits.
# expect: error
import resource

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print("FOUND memory without end")
    return 0.0, np.zeros(theta.size)
