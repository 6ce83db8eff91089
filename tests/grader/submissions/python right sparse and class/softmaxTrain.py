import numpy as np
from scipy.optimize import minimize
from softmaxCost import softmaxCost


class Model:
    """What softmaxPredict takes."""

    def __init__(self, optTheta, numClasses, inputSize):
        self.optTheta = optTheta
        self.numClasses = numClasses
        self.inputSize = inputSize

    def predict(self, data):
        return np.argmax(self.optTheta @ data, axis=0) + 1


def softmaxTrain(inputSize, numClasses, lambda_, inputData, labels, options={"maxIter": 400}):
    start = 0.005 * np.random.randn(numClasses * inputSize)
    args = (numClasses, inputSize, lambda_, inputData, labels)
    done = minimize(softmaxCost, start, args, "L-BFGS-B", True, options={"maxiter": options["maxIter"]})
    return Model(done.x.reshape((numClasses, inputSize), order="F"), numClasses, inputSize)
