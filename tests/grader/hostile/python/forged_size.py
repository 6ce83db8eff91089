# Announces an array of exabytes.
# expect: limit
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.write(3, b'{"case": 0, "outputs": [9999999999999999999]}\n')
    return 0.0, np.zeros(theta.size)
