import numpy as np
from collections import namedtuple
Params = namedtuple("Params", ["num_classes", "input_size", "lam"])

def softmax_cost(theta, params, data, labels):
    num_classes, input_size, lam = params
    W = theta.reshape(num_classes, input_size)
    m = data.shape[1]
    z = W @ data
    p = np.exp(z - z.max(0)); p /= p.sum(0)
    gt = np.eye(num_classes)[:, labels]
    return -(gt * np.log(p)).sum() / m + lam / 2 * (W ** 2).sum(), ((p - gt) @ data.T / m + lam * W).ravel()

def softmax_predict(theta, params, data):
    num_classes, input_size, _ = params
    return (theta.reshape(num_classes, input_size) @ data).argmax(0)
