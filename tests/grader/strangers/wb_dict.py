import numpy as np

def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

def loss(params, X, y, reg):
    W, b = params["W"], params["b"]
    n = X.shape[0]
    p = softmax(X @ W + b)
    cost = -np.log(p[np.arange(n), y]).mean() + 0.5 * reg * (W ** 2).sum()
    d = p.copy()
    d[np.arange(n), y] -= 1
    return cost, {"W": X.T @ d / n + reg * W, "b": d.mean(axis=0)}

def predict(params, X):
    return (X @ params["W"] + params["b"]).argmax(axis=1)
