import numpy as np
from scipy import optimize


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cost(theta, X, y, lam):
    m, n = X.shape
    theta = theta.reshape(-1, n)
    h = softmax(X @ theta.T)
    ll = np.log(h[np.arange(m), y])
    return -ll.sum() / m + lam / 2 * (theta**2).sum()


def gradient(theta, X, y, lam):
    m, n = X.shape
    theta = theta.reshape(-1, n)
    h = softmax(X @ theta.T)
    h[np.arange(m), y] -= 1
    return (h.T @ X / m + lam * theta).ravel()


def train(X, y, num_classes, lam=1e-4):
    theta0 = 0.005 * np.random.randn(num_classes * X.shape[1])
    return optimize.fmin_l_bfgs_b(cost, theta0, fprime=gradient, args=(X, y, lam))[0]


def predict(theta, X):
    theta = theta.reshape(-1, X.shape[1])
    return np.argmax(X @ theta.T, axis=1)


if __name__ == "__main__":
    data = np.loadtxt("train.csv", delimiter=",")
    theta = train(data[:, 1:] / 255.0, data[:, 0].astype(int), 10)
