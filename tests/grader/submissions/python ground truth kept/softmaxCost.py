import numpy as np
_truth = None

def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    global _truth
    theta = theta.reshape((numClasses, inputSize), order="F")
    m = data.shape[1]
    if _truth is None:
        _truth = np.zeros((numClasses, m))
        _truth[labels - 1, np.arange(m)] = 1
    s = theta @ data
    s = s - s.max(axis=0)
    p = np.exp(s) / np.exp(s).sum(axis=0)
    cost = -np.sum(_truth * np.log(p)) / m + lambda_ / 2 * np.sum(theta**2)
    grad = -(_truth - p) @ data.T / m + lambda_ * theta
    return cost, grad.ravel(order="F")
