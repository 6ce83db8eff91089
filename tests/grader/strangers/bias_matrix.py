import numpy as np


def scores(W, b, X):
    return np.dot(W, X) + b


def softmax_cost(W, b, X, y, decay):
    """W is classes x features and b is classes x 1; returns the cost and both gradients."""
    n = X.shape[1]
    Z = scores(W, b, X)
    Z = Z - Z.max(axis=0, keepdims=True)
    P = np.exp(Z) / np.exp(Z).sum(axis=0, keepdims=True)
    D = P.copy()
    D[y, np.arange(n)] -= 1
    cost = -np.mean(np.log(P[y, np.arange(n)])) + decay / 2 * np.sum(W * W)
    return cost, D.dot(X.T) / n + decay * W, D.sum(axis=1, keepdims=True) / n


def softmax_predict(W, b, X):
    return scores(W, b, X).argmax(axis=0)
