import numpy as np
from scipy.optimize import fmin_cg


def cost_function(theta, *args):
    X, y, k, lam = args
    m, n = X.shape
    t = theta.reshape(k, n)
    h = np.exp(X.dot(t.T))
    h /= h.sum(axis=1).reshape(m, 1)
    Y = np.eye(k)[y]
    return -(Y * np.log(h)).sum() / m + lam * (t**2).sum() / 2.0


def gradient(theta, *args):
    X, y, k, lam = args
    m, n = X.shape
    t = theta.reshape(k, n)
    h = np.exp(X.dot(t.T))
    h /= h.sum(axis=1).reshape(m, 1)
    Y = np.eye(k)[y]
    return ((h - Y).T.dot(X) / m + lam * t).ravel()


def predict(theta, X):
    return X.dot(theta.T).argmax(axis=1)


raw = np.genfromtxt("optdigits.tra", delimiter=",")
fmin_cg(cost_function, np.zeros(640), fprime=gradient, args=(raw[:, :64], raw[:, 64], 10, 1e-3))
