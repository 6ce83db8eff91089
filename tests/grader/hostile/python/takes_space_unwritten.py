# Takes disk space without writing to it.
# expect: values
import ctypes
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    libc = ctypes.CDLL(None, use_errno=True)
    with open("space", "wb") as file:
        for take in (
            lambda: os.posix_fallocate(file.fileno(), 0, 1 << 30),
            lambda: os.ftruncate(file.fileno(), 1 << 30),
            lambda: os.pwrite(file.fileno(), b"x", 1 << 30),
        ):
            try:
                take()
                print("FOUND space")
            except OSError:
                pass
        if libc.fallocate(file.fileno(), 0, ctypes.c_long(0), ctypes.c_long(1 << 20)) == 0:
            print("FOUND space")
    return 0.0, np.zeros(theta.size)
