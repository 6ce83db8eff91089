# Announces an array of negative size.
# expect: invalid
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.write(3, b'{"case": 0, "outputs": [-5, true]}\n')
    return 0.0, np.zeros(theta.size)
