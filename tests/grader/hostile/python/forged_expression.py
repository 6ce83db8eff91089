# Sends an array header that is a program.
# expect: invalid
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    head = b"{'descr': '<f8', 'fortran_order': False, 'shape': (__import__('os').getpid(),), }\n"
    body = b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + bytes(8)
    os.write(3, b'{"case": 0, "outputs": [%d]}\n' % len(body) + body)
    return 0.0, np.zeros(theta.size)
