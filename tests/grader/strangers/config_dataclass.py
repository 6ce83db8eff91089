from dataclasses import dataclass

import numpy as np
import scipy.optimize


@dataclass
class Config:
    input_size: int
    num_classes: int
    weight_decay: float = 1e-4


def softmax_cost(theta, config, data, labels):
    theta = theta.reshape(config.num_classes, config.input_size)
    m = data.shape[1]
    ground_truth = np.zeros((config.num_classes, m))
    ground_truth[labels, range(m)] = 1
    scores = theta @ data
    scores -= scores.max(axis=0)
    probs = np.exp(scores) / np.exp(scores).sum(axis=0)
    cost = -(ground_truth * np.log(probs)).sum() / m
    cost += config.weight_decay / 2 * (theta ** 2).sum()
    grad = -(ground_truth - probs) @ data.T / m + config.weight_decay * theta
    return cost, grad.flatten()


def softmax_predict(theta, config, data):
    theta = theta.reshape(config.num_classes, config.input_size)
    return (theta @ data).argmax(axis=0)


def softmax_train(config, data, labels, max_iter=100):
    theta = 0.005 * np.random.randn(config.num_classes * config.input_size)
    result = scipy.optimize.minimize(
        lambda t: softmax_cost(t, config, data, labels), theta,
        method="L-BFGS-B", jac=True, options={"maxiter": max_iter})
    return result.x
