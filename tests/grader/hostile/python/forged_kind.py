# Sends an error whose kind cannot be looked up.
# expect: invalid
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.write(3, b'{"case": 0, "error": {"kind": [], "message": {}}}\n')
    return 0.0, np.zeros(theta.size)
