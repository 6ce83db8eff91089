import numpy as np


def softmax_loss(W, b_unused, x, y, lam):
    raise NotImplementedError


def softmaxCost(w, x, t, decay):
    """w: K x D; x: D x M; t: M labels; returns cost, gradient, probabilities"""
    m = x.shape[1]
    o = w.dot(x)
    o = o - o.max(axis=0)
    e = np.exp(o)
    p = e / e.sum(axis=0)
    g = p.copy()
    g[t, np.arange(m)] -= 1
    cost = -np.mean(np.log(p[t, np.arange(m)])) + decay / 2 * np.sum(w**2)
    return cost, g.dot(x.T) / m + decay * w, p


def softmaxPredict(w, x):
    p = np.exp(w.dot(x))
    p = p / p.sum(axis=0)
    return p.argmax(axis=0), p
