"""What is named after the gradient returns the cost too; training takes what nothing tells."""

import numpy as np


def get_gradient(samples_x, one_hot_labels, theta, lambda_factor):
    scores = theta @ samples_x.T
    scores = scores - scores.max(axis=0)
    powers = np.exp(scores)
    chances = powers / powers.sum(axis=0)
    rows = samples_x.shape[0]
    f = -np.sum(one_hot_labels * np.log(chances)) / rows
    f += lambda_factor * np.sum(theta * theta) / 2
    g = (chances - one_hot_labels) @ samples_x / rows + lambda_factor * theta
    return f, g


def train(x_train, one_hot_labels, step, chunks, lambda_factor):
    theta = np.zeros((one_hot_labels.shape[0], x_train.shape[1]))
    for part in np.array_split(np.arange(x_train.shape[0]), chunks):
        theta -= step * get_gradient(
            x_train[part], one_hot_labels[:, part], theta, lambda_factor
        )[1]
    return theta


def predict_classes(x_test, theta):
    return np.argmax(theta @ x_test.T, axis=0)
