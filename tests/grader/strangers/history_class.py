"""fit returns the costs on its way; the object is the model."""

import numpy as np
from scipy.optimize import minimize


class SoftmaxClassifier:
    def __init__(self, reg=1e-3):
        self.reg = reg
        self.W = None

    def cost(self, W, X, y):
        W = W.reshape(X.shape[1], -1)
        S = X.dot(W)
        S -= S.max(axis=1, keepdims=True)
        P = np.exp(S)
        P /= P.sum(axis=1, keepdims=True)
        rows = np.arange(len(X))
        value = -np.log(P[rows, y]).mean() + self.reg / 2 * (W**2).sum()
        P[rows, y] -= 1
        return value, (X.T.dot(P) / len(X) + self.reg * W).ravel()

    def fit(self, X, y, step=0.1, verbose=False, max_iter=100):
        assert step == 0.1, "no guess is passed"
        history = []
        shape = X.shape[1], int(y.max()) + 1

        def one(w):
            value, slope = self.cost(w, X, y)
            history.append(value)
            return value, slope

        found = minimize(one, np.zeros(shape).ravel(), jac=True, options={"maxiter": max_iter})
        self.W = found.x.reshape(shape)
        return history

    def predict(self, X):
        return X.dot(self.W).argmax(axis=1)
