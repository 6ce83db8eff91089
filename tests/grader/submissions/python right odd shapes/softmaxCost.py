import numpy as np


def softmaxCost(theta, num_classes, input_size, lamda, data, labels):
    theta = np.matrix(theta.reshape(input_size, num_classes).T)
    m = data.shape[1]
    truth = np.matrix(np.arange(1, num_classes + 1)[:, None] == labels, dtype=float)
    p = np.exp(theta * data - np.max(theta * data, axis=0))
    p = p / np.sum(p, axis=0)
    cost = np.array([[-1.0 / m * np.sum(np.multiply(truth, np.log(p)))]])
    cost = cost + lamda / 2.0 * np.sum(np.square(theta))
    grad = -1.0 / m * (truth - p) * data.T + lamda * theta
    return [cost, np.asarray(grad).T.reshape(-1, 1)]
