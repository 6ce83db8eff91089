# Leaves another program running.
# expect: error
import subprocess

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    subprocess.Popen(["sleep", "1000"], start_new_session=True)
    return 0.0, np.zeros(theta.size)
