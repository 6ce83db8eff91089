# Sends an array header that would unpickle objects.
# expect: invalid
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    head = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n"
    body = (
        b"\x93NUMPY\x01\x00"
        + len(head).to_bytes(2, "little")
        + head
        + b"cos\nsystem\n(S'true'\ntR."
    )
    os.write(3, b'{"case": 0, "outputs": [%d]}\n' % len(body) + body)
    return 0.0, np.zeros(theta.size)
