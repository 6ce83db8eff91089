"""The decay is called eta, and a switch at the end has the name of a decay."""

import numpy as np
from scipy.optimize import fmin_l_bfgs_b


def softmax_cost(weights, n_classes, n_features, eta, data, labels, l2=True):
    W = weights.reshape(n_classes, n_features)
    m = data.shape[1]
    Z = W @ data
    Z = Z - Z.max(axis=0)
    P = np.exp(Z) / np.exp(Z).sum(axis=0)
    right = labels.ravel(), np.arange(m)
    cost = -np.log(P[right]).mean()
    P[right] -= 1
    slope = P @ data.T / m
    if l2:
        cost = cost + eta * np.linalg.norm(W) ** 2 / 2
        slope = slope + eta * W
    return cost, slope.ravel()


def softmax_train(n_features, n_classes, eta, data, labels, max_iter):
    start = 0.01 * np.random.randn(n_classes * n_features)
    rest = (n_classes, n_features, eta, data, labels)
    best, cost, info = fmin_l_bfgs_b(softmax_cost, start, args=rest, maxiter=max_iter)
    return cost, best.reshape(n_classes, n_features), info


def softmax_predict(theta, data):
    return (theta @ data).argmax(axis=0)
