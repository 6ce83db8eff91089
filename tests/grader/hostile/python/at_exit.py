# Leaves a function that hangs and prints when the process ends.
# expect: values
import atexit

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    @atexit.register
    def late():
        print("FOUND atexit")
        while True:
            pass

    return 0.0, np.zeros(theta.size)
