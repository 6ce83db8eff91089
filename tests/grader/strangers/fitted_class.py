"""scikit-learn style classifier"""

import numpy as np
from scipy.optimize import fmin_l_bfgs_b
from sklearn.preprocessing import LabelBinarizer


class SoftmaxClassifier:
    def __init__(self, reg=1e-4, max_iter=200):
        self.reg = reg
        self.max_iter = max_iter
        self.W = None

    def _probs(self, W, X):
        scores = X.dot(W.T)
        scores = scores - scores.max(axis=1)[:, None]
        e = np.exp(scores)
        return e / e.sum(axis=1)[:, None]

    def loss(self, w, X, Y):
        n, d = X.shape
        k = Y.shape[1]
        W = w.reshape(k, d)
        P = self._probs(W, X)
        J = -np.sum(Y * np.log(P)) / n + 0.5 * self.reg * np.sum(W * W)
        G = -(Y - P).T.dot(X) / n + self.reg * W
        return J, G.ravel()

    def fit(self, X, Y):
        k, d = Y.shape[1], X.shape[1]
        w0 = np.random.randn(k * d) * 0.01
        w, f, info = fmin_l_bfgs_b(lambda w: self.loss(w, X, Y), w0, maxiter=self.max_iter)
        self.W = w.reshape(k, d)
        return self

    def predict(self, X):
        return self._probs(self.W, X).argmax(axis=1)
