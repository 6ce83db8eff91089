"""Softmax regression with a factory that closes over the data."""
import numpy as np
from scipy.optimize import minimize


def make_cost(data, labels, num_classes, lam):
    m = data.shape[1]
    y = np.zeros((num_classes, m))
    y[labels, np.arange(m)] = 1

    def cost(theta):
        W = theta.reshape(num_classes, -1)
        z = W.dot(data)
        z = z - z.max(axis=0)
        p = np.exp(z)
        p /= p.sum(axis=0)
        J = -np.sum(y * np.log(p)) / m + lam / 2 * np.sum(W ** 2)
        g = -(y - p).dot(data.T) / m + lam * W
        return J, g.ravel()

    return cost


def predict(theta, data, num_classes):
    W = theta.reshape(num_classes, -1)
    return np.argmax(W.dot(data), axis=0)


def fit(data, labels, num_classes, lam, iters=200):
    f = make_cost(data, labels, num_classes, lam)
    x0 = 0.005 * np.random.randn(num_classes * data.shape[0])
    res = minimize(f, x0, jac=True, method='L-BFGS-B', options={'maxiter': iters})
    return res.x
