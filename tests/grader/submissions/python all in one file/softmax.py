import numpy as np


def computeNumericalGradient(J, theta):
    numgrad = np.zeros(theta.shape)
    for i in range(theta.size):
        e = np.zeros(theta.shape)
        e[i] = 1e-4
        numgrad[i] = (J(theta + e)[0] - J(theta - e)[0]) / 2e-4
    return numgrad


def softmaxPredict(softmaxModel, data):
    return np.argmax(softmaxModel.optTheta @ data, axis=0) + 1


def softmax_cost(theta, numClasses, inputSize, lambda_, data, labels):
    theta = theta.reshape(numClasses, inputSize, order="F")
    m = data.shape[1]
    truth = np.zeros((numClasses, m))
    truth[labels - 1, np.arange(m)] = 1
    scores = theta @ data
    scores = scores - scores.max(axis=0)
    p = np.exp(scores)
    p = p / p.sum(axis=0)
    cost = -np.sum(truth * np.log(p)) / m + lambda_ / 2 * np.sum(theta**2)
    grad = -(truth - p) @ data.T / m + lambda_ * theta
    return cost, grad.ravel(order="F")
