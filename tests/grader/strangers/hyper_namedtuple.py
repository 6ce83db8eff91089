from typing import NamedTuple
import numpy as np

class Hyper(NamedTuple):
    n_classes: int
    n_features: int
    reg: float

def cost_and_grad(w, X, Y, hp: Hyper):
    W = w.reshape(hp.n_features, hp.n_classes)
    n = len(X)
    s = X @ W
    s -= s.max(1, keepdims=True)
    P = np.exp(s)
    P /= P.sum(1, keepdims=True)
    cost = -np.log(P[range(n), Y]).mean() + hp.reg * np.sum(W * W) / 2
    P[range(n), Y] -= 1
    return cost, (X.T @ P / n + hp.reg * W).ravel()

def classify(w, X, hp: Hyper):
    return np.argmax(X @ w.reshape(hp.n_features, hp.n_classes), 1)
