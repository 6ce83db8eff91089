import numpy as np

class Softmax:
    def __init__(self, num_classes, lam):
        self.num_classes = num_classes
        self.lam = lam

    def cost_function(self, X, y):
        def f(theta):
            W = theta.reshape(self.num_classes, -1)
            m = len(y)
            z = X @ W.T
            p = np.exp(z - z.max(1, keepdims=True)); p /= p.sum(1, keepdims=True)
            J = -np.log(p[np.arange(m), y]).mean() + self.lam / 2 * (W ** 2).sum()
            p[np.arange(m), y] -= 1
            return J, (p.T @ X / m + self.lam * W).ravel()
        return f

    def predict(self, theta, X):
        return (X @ theta.reshape(self.num_classes, -1).T).argmax(1)
