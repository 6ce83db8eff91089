from types import SimpleNamespace

import numpy as np
from pysoftmax.minFunc import minFunc
from softmaxCost import softmaxCost


def softmaxTrain(inputSize, numClasses, lambda_, inputData, labels, options=None):
    start = 0.005 * np.random.default_rng().standard_normal(numClasses * inputSize)
    best, *_ = minFunc(
        lambda t: softmaxCost(t, numClasses, inputSize, lambda_, inputData, labels),
        start,
        {"maxIter": 400, **(options or {})},
    )
    theta = best.reshape((numClasses, inputSize), order="F")
    return SimpleNamespace(opt_theta=theta, n_features=inputSize, n_classes=numClasses)
