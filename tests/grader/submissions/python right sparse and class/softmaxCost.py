import numpy as np
from scipy.sparse import coo_matrix
from scipy.special import logsumexp


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    M = data.shape[1]
    W = np.reshape(theta, (numClasses, inputSize), order="F")
    Y = coo_matrix((np.ones(M), (labels - 1, range(M))), shape=(numClasses, M)).toarray()
    logp = W @ data - logsumexp(W @ data, axis=0)
    cost = -(Y * logp).sum() / M + lambda_ / 2 * theta @ theta
    return cost, -((Y - np.exp(logp)) @ data.T / M).ravel("F") + lambda_ * theta
