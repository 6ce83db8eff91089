"""Loops; all sizes are arguments, the number of examples too."""

import numpy as np


def output(w, row, n, k):
    s = np.array([sum(w[c][j] * row[j] for j in range(n)) for c in range(k)])
    e = np.exp(s - s.max())
    return e / e.sum()


def softmax_cost(x, y, lam, n, m, k, w):
    total = 0.0
    for i in range(m):
        total -= float(np.dot(y[i], np.log(output(w, x[i], n, k))))
    return total / m + lam / 2 * np.sum(np.square(w))


def gradient(x, y, lam, n, m, k, w):
    slope = np.zeros((k, n))
    for i in range(m):
        slope += np.outer(output(w, x[i], n, k) - y[i], x[i])
    return slope / m + lam * w


def predict(x, w):
    return [int(np.argmax(w @ row)) for row in x]
