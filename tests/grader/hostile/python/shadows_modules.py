# Puts modules of its own in the place of the worker's.
# expect: values
import sys
import types

import numpy as np

for name in (
    "json",
    "os",
    "numpy",
    "traceback",
    "inspect",
    "pysoftmax_worker",
    "pysoftmax_worker.confine",
):
    sys.modules[name] = types.ModuleType(name)


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 0.0, np.zeros(theta.size)
