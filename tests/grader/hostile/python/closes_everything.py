# Closes every descriptor.
# expect: crash
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.closerange(0, 1000)
    return 0.0, np.zeros(theta.size)
