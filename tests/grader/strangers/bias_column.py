import numpy as np


def add_intercept(X):
    return np.hstack([np.ones((X.shape[0], 1)), X])


def softmax_loss(theta, X, y, num_classes, lam):
    X = add_intercept(X)
    m, n = X.shape
    W = theta.reshape(num_classes, n)
    logits = X @ W.T
    logits = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(logits)
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[range(m), y]).mean() + lam / 2 * np.sum(W**2)
    p[range(m), y] -= 1
    grad = p.T @ X / m + lam * W
    return loss, grad.flatten()


def softmax_predict(theta, X, num_classes):
    X = add_intercept(X)
    return np.argmax(X @ theta.reshape(num_classes, -1).T, axis=1)
