# Sends an array that claims to be larger than it is.
# expect: invalid
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    head = b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999, 0), }\n"
    body = b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.replace(b"0)", b"9)")
    os.write(3, b'{"case": 0, "outputs": [%d]}\n' % len(body) + body)
    return 0.0, np.zeros(theta.size)
