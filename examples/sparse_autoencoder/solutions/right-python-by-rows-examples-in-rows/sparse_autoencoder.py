import numpy as np
from scipy.special import expit


def sparse_autoencoder_cost(theta, n_visible, n_hidden, lam, rho, beta, X):
    """X holds an example in each row."""
    s = n_visible * n_hidden
    W1 = theta[:s].reshape((n_hidden, n_visible))
    W2 = theta[s:2 * s].reshape((n_visible, n_hidden))
    b1, b2 = theta[2 * s:2 * s + n_hidden], theta[2 * s + n_hidden:]
    n = len(X)
    A = expit(X @ W1.T + b1)
    Y = expit(A @ W2.T + b2)
    r = A.mean(0)
    cost = 0.5 * ((Y - X) ** 2).sum() / n + 0.5 * lam * ((W1 ** 2).sum() + (W2 ** 2).sum())
    cost += beta * (rho * np.log(rho / r) + (1 - rho) * np.log((1 - rho) / (1 - r))).sum()
    D3 = (Y - X) * Y * (1 - Y)
    D2 = (D3 @ W2 + beta * ((1 - rho) / (1 - r) - rho / r)) * A * (1 - A)
    g1, g2 = D2.T @ X / n + lam * W1, D3.T @ A / n + lam * W2
    print("cost", cost)
    return cost, np.concatenate([g1.ravel(), g2.ravel(), D2.mean(0), D3.mean(0)])
