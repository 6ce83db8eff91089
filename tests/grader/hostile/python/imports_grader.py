# Imports the grader itself, and calls it.
# expect: error
import numpy as np
import pysoftmax.grader.workers


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    pysoftmax.grader.workers.Workers()
    return 0.0, np.zeros(theta.size)
