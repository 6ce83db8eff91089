# Forks twice and leaves its session, to outlive its run.
# expect: error
import os
import time

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)
    return 0.0, np.zeros(theta.size)
