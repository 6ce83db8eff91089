import numpy as np


def softmax_cost(num_classes, input_size, lam):
    """Returns a function of (theta, data, labels)."""
    def f(theta, data, labels):
        W = theta.reshape(num_classes, input_size)
        m = data.shape[1]
        z = W.dot(data)
        z -= z.max(0)
        p = np.exp(z) / np.exp(z).sum(0)
        gt = np.eye(num_classes)[labels].T
        cost = -np.sum(gt * np.log(p)) / m + lam / 2 * np.sum(W ** 2)
        return cost, ((p - gt).dot(data.T) / m + lam * W).ravel()
    return f


def predictor(theta, num_classes, input_size):
    W = theta.reshape(num_classes, input_size)
    return lambda data: np.argmax(W.dot(data), axis=0)
