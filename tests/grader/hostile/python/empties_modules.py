# Takes every module away from the code that sends the answers.
# expect: values error crash
import sys

import numpy as np

for name in list(sys.modules):
    if name not in ("sys", "builtins"):
        sys.modules[name] = None


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 0.0, np.zeros(theta.size)
