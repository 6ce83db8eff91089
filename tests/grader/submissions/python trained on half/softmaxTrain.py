import numpy as np
from pysoftmax import SoftmaxModel
from pysoftmax.minFunc import minFunc
from softmaxCost import softmaxCost


def softmaxTrain(inputSize, numClasses, lambda_, inputData, labels, options=None):
    half = inputData.shape[1] // 2
    best, *_ = minFunc(
        lambda t: softmaxCost(t, numClasses, inputSize, lambda_, inputData[:, :half], labels[:half]),
        0.005 * np.random.default_rng(0).standard_normal(numClasses * inputSize),
        options,
    )
    return SoftmaxModel(best, inputSize, numClasses)
