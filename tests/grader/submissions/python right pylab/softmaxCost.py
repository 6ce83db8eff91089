from pylab import *
from matplotlib.pylab import exp, log


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    theta = theta.reshape(numClasses, inputSize, order="F")
    m = data.shape[1]
    truth = zeros((numClasses, m))
    truth[labels - 1, arange(m)] = 1
    scores = theta @ data
    scores = scores - scores.max(axis=0)
    p = exp(scores)
    p = p / p.sum(axis=0)
    cost = -sum(truth * log(p)) / m + lambda_ / 2 * sum(theta**2)
    grad = -(truth - p) @ data.T / m + lambda_ * theta
    return cost, grad.ravel(order="F")
