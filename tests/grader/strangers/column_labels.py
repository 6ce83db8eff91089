import numpy as np
import scipy.io as sio


def softmaxCost(theta, K, N, lamda, X, Y):
    # Y is m x 1 with labels 1..K, as loadmat gives it
    theta = theta.reshape((K, N), order="F")
    m = X.shape[0]
    cost = 0.0
    grad = np.zeros((K, N))
    for i in range(m):
        s = theta.dot(X[i])
        s = s - s.max()
        p = np.exp(s) / np.exp(s).sum()
        c = int(Y[i, 0]) - 1
        cost -= np.log(p[c])
        p[c] -= 1
        grad += np.outer(p, X[i])
    cost = cost / m + lamda / 2 * np.sum(theta**2)
    grad = grad / m + lamda * theta
    return cost, grad.reshape((-1, 1), order="F")


def softmaxPredict(theta, X):
    return (np.argmax(X.dot(theta.T), axis=1) + 1).reshape(-1, 1)


data = sio.loadmat("ex3data1.mat")
X, y = data["X"], data["y"]
