import numpy as np


def sparse_autoencoder_cost(nn_params, visible_size, hidden_size, lam, rho, beta, X):
    split = hidden_size * (visible_size + 1)
    Theta1 = nn_params[:split].reshape(hidden_size, visible_size + 1)
    Theta2 = nn_params[split:].reshape(visible_size, hidden_size + 1)
    m = X.shape[1]
    a1 = np.vstack([np.ones(m), X])
    s = 1 / (1 + np.exp(-Theta1 @ a1))
    a2 = np.vstack([np.ones(m), s])
    a3 = 1 / (1 + np.exp(-Theta2 @ a2))
    rho_hat = s.mean(axis=1, keepdims=True)
    J = ((a3 - X) ** 2).sum() / 2 / m + lam / 2 * ((Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum())
    J += beta * (rho * np.log(rho / rho_hat) + (1 - rho) * np.log((1 - rho) / (1 - rho_hat))).sum()
    d3 = (a3 - X) * a3 * (1 - a3)
    d2 = (Theta2[:, 1:].T @ d3 + beta * ((1 - rho) / (1 - rho_hat) - rho / rho_hat)) * s * (1 - s)
    Theta1_grad, Theta2_grad = d2 @ a1.T / m, d3 @ a2.T / m
    Theta1_grad[:, 1:] += lam * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam * Theta2[:, 1:]
    return J, np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])
