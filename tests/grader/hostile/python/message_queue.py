# Leaves a message queue behind, which outlives processes.
# expect: values
import ctypes

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    if ctypes.CDLL(None).mq_open(b"/pysoftmax-hostile", 0o102, 0o600, None) >= 0:
        print("FOUND message queues")
    return 0.0, np.zeros(theta.size)
