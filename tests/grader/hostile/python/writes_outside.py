# Writes wherever it can.
# expect: values
# only the sandbox stops it
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    for folder in (
        "/",
        "/tmp",
        "/var/tmp",
        "/dev/shm",
        "/run",
        "/home",
        "/root",
        "/library",
        "/site",
        "/usr",
        "/etc",
        "/scratch/..",
        os.path.expanduser("~"),
    ):
        try:
            with open(os.path.join(folder, "pysoftmax-hostile-was-here"), "w") as file:
                file.write("x")
            print("FOUND wrote to", folder)
        except OSError:
            pass
    return 0.0, np.zeros(theta.size)
