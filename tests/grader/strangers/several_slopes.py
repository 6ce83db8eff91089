import numpy as np


def probabilities(X, W):
    S = X.T.dot(W)
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def softmax_loss_naive(X, W, C, lamb):
    raise NotImplementedError


def softmax_loss(X, W, C, lamb):
    """X is features x examples, W is features x classes, C is classes x examples."""
    return -np.sum(C.T * np.log(probabilities(X, W))) / X.shape[1] + lamb / 2 * np.sum(W * W)


def softmax_gradient(X, W, C, lamb):
    return X.dot(probabilities(X, W) - C.T) / X.shape[1] + lamb * W


def softmax_gradient_of_labels(X, W, y, lamb):
    return softmax_gradient(X, W, np.eye(W.shape[1])[y].T, lamb)


def gradient_test(X, W, C, lamb, d):
    return softmax_loss(X, W + d, C, lamb) - np.sum(d * softmax_gradient(X, W, C, lamb))


def predict(X, W):
    return np.argmax(probabilities(X, W), axis=1)
