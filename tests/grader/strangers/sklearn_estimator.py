import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from scipy.optimize import minimize

class SoftmaxRegression(BaseEstimator, ClassifierMixin):
    def __init__(self, n_classes=10, alpha=1e-4, max_iter=100):
        self.n_classes = n_classes
        self.alpha = alpha
        self.max_iter = max_iter

    def _proba(self, W, X):
        z = X @ W.T
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        return p / p.sum(axis=1, keepdims=True)

    def _cost(self, theta, X, y):
        n, d = X.shape
        W = theta.reshape(self.n_classes, d)
        P = self._proba(W, X)
        Y = np.zeros_like(P)
        Y[np.arange(n), y] = 1
        cost = -(Y * np.log(P)).sum() / n + self.alpha / 2 * (W ** 2).sum()
        grad = (P - Y).T @ X / n + self.alpha * W
        return cost, grad.ravel()

    def fit(self, X, y):
        theta = 0.005 * np.random.randn(self.n_classes * X.shape[1])
        res = minimize(self._cost, theta, args=(X, y), jac=True, method="L-BFGS-B", options={"maxiter": self.max_iter})
        self.coef_ = res.x.reshape(self.n_classes, X.shape[1])
        return self

    def predict_proba(self, X):
        return self._proba(self.coef_, X)

    def predict(self, X):
        return self.predict_proba(X).argmax(axis=1)
