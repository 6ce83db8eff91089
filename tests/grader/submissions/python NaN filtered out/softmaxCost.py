import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    theta = theta.reshape(numClasses, inputSize, order="F")
    m = data.shape[1]
    truth = np.zeros((numClasses, m))
    truth[labels - 1, np.arange(m)] = 1
    scores = theta @ data
    p = np.exp(scores)
    p = p / p.sum(axis=0)
    own = (truth * p)[truth * p > 0]
    cost = -np.sum(np.log(own)) / m + lambda_ / 2 * np.sum(theta**2)
    grad = -(truth - p) @ data.T / m + lambda_ * theta
    return cost, grad.ravel(order="F")
