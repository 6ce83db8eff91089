# Replaces what every Python program is made of.
# expect: values error crash invalid
import builtins

import numpy as np

builtins.isinstance = lambda *_: True
builtins.len = lambda *_: 0
builtins.hasattr = lambda *_: False


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 7.0, np.full(theta.size, 7.0)
