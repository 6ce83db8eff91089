import numpy as np


class SoftmaxClassifier(object):
    """Set .num_classes, .lam before calling."""

    num_classes = 10
    lam = 1e-4

    def cost(self, theta, X, y):
        W = theta.reshape(self.num_classes, X.shape[0])
        m = X.shape[1]
        p = self.hypothesis(W, X)
        J = -np.log(p[y, np.arange(m)]).mean() + 0.5 * self.lam * (W ** 2).sum()
        d = p.copy()
        d[y, np.arange(m)] -= 1
        return J, (d.dot(X.T) / m + self.lam * W).ravel()

    def hypothesis(self, W, X):
        s = W.dot(X)
        e = np.exp(s - s.max(axis=0))
        return e / e.sum(axis=0)

    def predict(self, theta, X):
        return self.hypothesis(theta.reshape(self.num_classes, X.shape[0]), X).argmax(axis=0)
