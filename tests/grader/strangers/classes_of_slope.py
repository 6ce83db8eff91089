"""Only the gradient knows how many classes there are, from a variable of the file."""

import numpy as np

CLASSES = 10


def probabilities(theta, x):
    s = x @ theta
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(theta, x, y, lam):
    p = probabilities(theta, x)
    return -np.mean(np.log(p[np.arange(len(y)), y])) + lam / 2 * np.sum(theta**2)


def gradient(theta, x, y, lam):
    truth = np.zeros((len(y), CLASSES))
    truth[np.arange(len(y)), y] = 1
    return x.T @ (probabilities(theta, x) - truth) / len(y) + lam * theta


def predict(theta, x):
    return probabilities(theta, x).argmax(axis=1)
