# Takes all memory.
# expect: limit
import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    hoard = []
    while True:
        hoard.append(np.empty(8 << 20))
