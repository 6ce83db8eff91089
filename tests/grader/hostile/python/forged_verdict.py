# Sends the grader a verdict instead of an answer.
# expect: invalid
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    os.write(3, b'{"case": 0, "passed": true, "score": 100}\n')
    return 0.0, np.zeros(theta.size)
