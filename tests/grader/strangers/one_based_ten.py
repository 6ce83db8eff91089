import numpy as np


def softmax_cost(theta, num_classes, input_size, lam, x, y):
    m = x.shape[1]
    theta = theta.reshape((num_classes, input_size))
    scores = theta.dot(x)
    scores = scores - scores.max(axis=0)
    expo = np.exp(scores)
    prob = expo / expo.sum(axis=0)
    truth = np.array([y == (c + 1) for c in range(num_classes)], dtype=float)
    cost = -np.sum(truth * np.log(prob)) / m + lam / 2 * np.sum(theta**2)
    grad = -(truth - prob).dot(x.T) / m + lam * theta
    return cost, grad.ravel()


def softmax_predict(theta, num_classes, input_size, x):
    theta = theta.reshape((num_classes, input_size))
    return theta.dot(x).argmax(axis=0)
