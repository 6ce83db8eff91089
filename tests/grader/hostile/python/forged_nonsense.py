# Sends JSON with duplicate keys, NaN and digits without end.
# expect: invalid
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.write(3, b'{"case": 0, "case": NaN, "outputs": [' + b"9" * 50000 + b"]}\n")
    return 0.0, np.zeros(theta.size)
