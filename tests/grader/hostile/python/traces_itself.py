# Leaves a trace function that ends whatever runs next, the sending of answers too.
# expect: values error crash
import sys

import numpy as np


def end(*_):
    raise KeyboardInterrupt


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    sys.setprofile(end)
    sys.settrace(end)
    return 0.0, np.zeros(theta.size)
