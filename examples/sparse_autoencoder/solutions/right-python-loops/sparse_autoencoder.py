from math import exp, log
import numpy as np


def sigmoid(v):
    return np.array([1 / (1 + exp(-t)) for t in v])


def sparse_autoencoder_cost(theta, visible_size, hidden_size, lambda_, sparsity_param, beta, data):
    k = hidden_size * visible_size
    W1, W2 = theta[:k].reshape(hidden_size, visible_size), theta[k:2*k].reshape(visible_size, hidden_size)
    b1, b2 = theta[2*k:2*k + hidden_size], theta[2*k + hidden_size:]
    m = data.shape[1]
    hidden = [sigmoid(W1 @ x + b1) for x in data.T]
    p = sum(hidden) / m
    rho = sparsity_param
    cost, dW1, dW2, db1, db2 = 0, lambda_ * W1, lambda_ * W2, 0, 0
    for x, a in zip(data.T, hidden):
        y = sigmoid(W2 @ a + b2)
        cost += sum((y - x) ** 2) / 2 / m
        d3 = (y - x) * y * (1 - y)
        d2 = (W2.T @ d3 + beta * (-rho / p + (1 - rho) / (1 - p))) * a * (1 - a)
        dW1, dW2 = dW1 + np.outer(d2, x) / m, dW2 + np.outer(d3, a) / m
        db1, db2 = db1 + d2 / m, db2 + d3 / m
    cost += lambda_ / 2 * (np.linalg.norm(W1) ** 2 + np.linalg.norm(W2) ** 2)
    for q in p:
        cost += beta * (rho * log(rho / q) + (1 - rho) * log((1 - rho) / (1 - q)))
    return cost, np.concatenate([dW1.ravel(), dW2.ravel(), db1, db2])
