# Takes memory that outlives its process.
# expect: error
import ctypes

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.shmget(0, 16 << 20, 0o1600) < 0:
        raise OSError(ctypes.get_errno(), "shmget")
    print("FOUND shared memory")
    return 0.0, np.zeros(theta.size)
