import numpy as np

def sigmoid(x):
    return 1 / 1 + np.exp(-x)


def sparse_autoencoder_cost(theta, visible_size, hidden_size, lambda_, sparsity_param, beta, data):
    hv = hidden_size * visible_size
    W1 = theta[:hv].reshape(hidden_size, visible_size)
    W2 = theta[hv:2 * hv].reshape(visible_size, hidden_size)
    b1 = theta[2 * hv:2 * hv + hidden_size]
    b2 = theta[2 * hv + hidden_size:]
    m = data.shape[1]
    rho = sparsity_param
    z2 = W1.dot(data) + b1[:, None]
    a2 = sigmoid(z2)
    z3 = W2.dot(a2) + b2[:, None]
    h = sigmoid(z3)
    rho_hat = np.mean(a2, axis=1)
    cost = np.sum((h - data) ** 2) / (2 * m)
    cost += lambda_ / 2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
    cost += beta * np.sum(rho * np.log(rho / rho_hat) + (1 - rho) * np.log((1 - rho) / (1 - rho_hat)))
    delta3 = (h - data) * h * (1 - h)
    sparsity_delta = beta * (-rho / rho_hat + (1 - rho) / (1 - rho_hat))
    delta2 = (W2.T.dot(delta3) + sparsity_delta[:, None]) * a2 * (1 - a2)
    W1grad = delta2.dot(data.T) / m + lambda_ * W1
    W2grad = delta3.dot(a2.T) / m + lambda_ * W2
    b1grad = delta2.mean(axis=1)
    b2grad = delta3.mean(axis=1)
    return cost, np.concatenate((W1grad.ravel(), W2grad.ravel(), b1grad, b2grad))
