# Imports the grader itself.
# expect: error
import numpy as np
import pysoftmax.grader.workers


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 0.0, np.zeros(theta.size)
