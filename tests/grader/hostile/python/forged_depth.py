# Sends JSON of enormous depth.
# expect: invalid
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.write(3, b'{"case": 0, "outputs": ' + b"[" * 60000 + b"]" * 1 + b"\n")
    return 0.0, np.zeros(theta.size)
