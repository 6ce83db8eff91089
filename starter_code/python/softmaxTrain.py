"""Step 4, complete: training by minFunc's L-BFGS, which calls your softmaxCost."""

import numpy as np
from softmaxCost import softmaxCost

from pysoftmax import SoftmaxModel
from pysoftmax.minFunc import minFunc


def softmaxTrain(inputSize, numClasses, lambda_, inputData, labels, options=None):
    """Return the model: an object with optTheta (numClasses x inputSize) and both sizes.

    options is a dict of minFunc's options; maxIter is 400 unless given.
    """
    theta = 0.005 * np.random.default_rng().standard_normal(numClasses * inputSize)

    def J(theta):
        return softmaxCost(theta, numClasses, inputSize, lambda_, inputData, labels)

    options = dict(options or {})
    if "maxiter" not in map(str.lower, options):  # minFunc takes names in any case
        options["maxIter"] = 400
    theta, *_ = minFunc(J, theta, options)
    return SoftmaxModel(theta, inputSize, numClasses)
