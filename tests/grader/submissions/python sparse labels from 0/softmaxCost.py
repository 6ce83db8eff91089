import numpy as np
from scipy.sparse import coo_matrix


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    theta = theta.reshape(numClasses, inputSize, order="F")
    m = data.shape[1]
    truth = coo_matrix((np.ones(m), (labels, np.arange(m)))).toarray()
    scores = theta @ data
    scores = scores - scores.max(axis=0)
    p = np.exp(scores)
    p = p / p.sum(axis=0)
    cost = -np.sum(truth * np.log(p)) / m + lambda_ / 2 * np.sum(theta**2)
    grad = -(truth - p) @ data.T / m + lambda_ * theta
    return cost, grad.ravel(order="F")
