# Answers a case that was not asked next.
# expect: invalid
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.write(3, b'{"case": 1, "outputs": []}\n')
    return 0.0, np.zeros(theta.size)
