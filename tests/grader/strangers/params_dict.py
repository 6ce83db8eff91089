import numpy as np


def init_params(n_features, n_classes):
    return {"W": 0.005 * np.random.randn(n_classes, n_features)}


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(params, X, y, reg):
    """X: (N, D); y: (N,) ints in 0..C-1. Returns loss and dict of grads."""
    W = params["W"]
    N = X.shape[0]
    probs = softmax(X.dot(W.T))
    data_loss = -np.log(probs[np.arange(N), y]).sum() / N
    reg_loss = 0.5 * reg * np.sum(W * W)
    d = probs.copy()
    d[np.arange(N), y] -= 1
    grads = {"W": d.T.dot(X) / N + reg * W}
    return data_loss + reg_loss, grads


def predict(params, X):
    return np.argmax(X.dot(params["W"].T), axis=1)
