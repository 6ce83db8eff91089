import numpy as np
from scipy.optimize import fmin_l_bfgs_b


class Softmax(object):
    def __init__(self, numClasses, inputSize, lambd):
        self.numClasses, self.inputSize, self.lambd = numClasses, inputSize, lambd

    def costGrad(self, theta, dataset):
        y = dataset[1]
        x = dataset[0]
        theta = theta.reshape(self.numClasses, self.inputSize)
        m = len(x)
        s = np.dot(theta, x.T)
        p = np.exp(s - np.max(s, 0))
        p = p / np.sum(p, 0)
        g = np.eye(self.numClasses)[y].T
        J = -np.sum(g * np.log(p)) / m + 0.5 * self.lambd * np.sum(theta**2)
        return [J, (np.dot(p - g, x) / m + self.lambd * theta).flatten()]


def softmaxTrain(inputSize, numClasses, lambd, inputData, labels, maxIter):
    model = Softmax(numClasses, inputSize, lambd)
    start = 0.005 * np.random.randn(numClasses * inputSize)
    theta, cost, info = fmin_l_bfgs_b(
        lambda t: model.costGrad(t, (inputData, labels)), start, maxiter=maxIter
    )
    return cost, theta.reshape(numClasses, inputSize), info


def softmaxPredict(theta, dataset):
    test_x = dataset[0]
    return np.argmax(np.dot(theta, test_x.T), axis=0)
