import sys

import numpy as np

NUM_CLASSES = 10
LAMBDA = 1e-4


def softmax_cost(theta, X, y):
    theta = theta.reshape((-1, X.shape[0]))
    m = X.shape[1]
    z = np.dot(theta, X)
    z -= z.max(axis=0)
    logp = z - np.log(np.sum(np.exp(z), axis=0))
    data_cost = -np.mean(logp[y, range(m)])
    return data_cost + 0.5 * LAMBDA * np.sum(np.square(theta))


def softmax_grad(theta, X, y):
    theta = theta.reshape((-1, X.shape[0]))
    m = X.shape[1]
    z = np.dot(theta, X)
    z -= z.max(axis=0)
    p = np.exp(z) / np.sum(np.exp(z), axis=0)
    p[y, range(m)] -= 1
    return (np.dot(p, X.T) / m + LAMBDA * theta).flatten()


def predict(theta, X):
    return theta.reshape((-1, X.shape[0])).dot(X).argmax(axis=0)


if len(sys.argv) < 2:
    print("usage: global_lambda.py DATA")
    sys.exit(1)

data = np.load(sys.argv[1])
