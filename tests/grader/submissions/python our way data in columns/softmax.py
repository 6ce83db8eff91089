import numpy as np


def softmax_cost(theta, X, y, lam, n_classes):
    X = X.T
    W = theta.reshape(n_classes, X.shape[1])
    scores = X @ W.T
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    cost = -np.log(p[rows, y]).mean() + lam / 2 * (W**2).sum()
    p[rows, y] -= 1
    return cost, (p.T @ X / len(y) + lam * W).ravel()


def softmax_predict(theta, X):
    return np.argmax(X.T @ theta.T, axis=1)


def softmax_train(X, y, lam, n_classes, n_features, options):
    from scipy.optimize import minimize

    start = np.zeros(n_classes * n_features)
    found = minimize(softmax_cost, start, (X, y, lam, n_classes), "L-BFGS-B", True)
    return found.x.reshape(n_classes, n_features)


def numerical_gradient(J, theta):
    def change(e):
        return (J(theta + e) - J(theta - e)) / 2e-4

    return np.array([change(e) for e in 1e-4 * np.eye(theta.size)])
