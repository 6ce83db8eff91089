"""The cost of a sparse autoencoder with one hidden layer, and its gradient."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["sparseAutoencoderCost"]

Array = NDArray[np.float64]


def sparseAutoencoderCost(
    theta: ArrayLike,
    visibleSize: int,
    hiddenSize: int,
    lambda_: float,
    sparsityParam: float,
    beta: float,
    data: ArrayLike,
) -> tuple[float, Array]:
    """Return the cost of a sparse autoencoder and its gradient.

    With hidden activations ``a2 = sigmoid(W1 @ data + b1)``, outputs ``h = sigmoid(W2 @ a2 + b2)``
    and ``rhohat`` the mean activation of each hidden unit over the m examples::

        cost = sum((h - data) ** 2) / (2 * m)
             + lambda / 2 * (sum(W1 ** 2) + sum(W2 ** 2))
             + beta * sum(rho * log(rho / rhohat) + (1 - rho) * log((1 - rho) / (1 - rhohat)))

    Parameters
    ----------
    theta
        ``[W1(:); W2(:); b1(:); b2(:)]``, each unrolled column by column: W1 is hiddenSize x
        visibleSize, W2 visibleSize x hiddenSize, b1 hiddenSize, b2 visibleSize.
    visibleSize, hiddenSize
        The numbers of inputs and of hidden units, 1 or more.
    lambda_
        Weight decay, 0 or more. The biases do not decay.
    sparsityParam
        rho, the desired mean activation of a hidden unit, from 0 to 1.
    beta
        Weight of the sparsity penalty, 0 or more.
    data
        visibleSize x m, one example per column.

    Returns
    -------
    cost
        A float.
    grad
        float64, of shape (n,), unrolled as theta.

    Raises
    ------
    ValueError
        If an argument is not as described above.

    Notes
    -----
    Cost and gradient stay accurate if a unit saturates, so that rhohat rounds to 0 or 1: the
    logarithms of ``a2`` and ``1 - a2`` are computed without computing ``a2``.

    Source: UFLDL, "Autoencoders and Sparsity".
    """
    parameters, examples = np.asarray(theta, dtype=float), np.asarray(data, dtype=float)
    _check_numbers(visibleSize, hiddenSize, lambda_, sparsityParam, beta)
    size = 2 * visibleSize * hiddenSize + hiddenSize + visibleSize
    if parameters.size != size:
        raise ValueError(f"theta has {parameters.size} entries; expected {size}")
    if examples.ndim != 2 or examples.shape[0] != visibleSize or examples.shape[1] == 0:
        raise ValueError(f"data has the shape {examples.shape}; expected ({visibleSize}, m), m > 0")
    W1, W2, b1, b2 = _unpack(parameters.ravel(order="F"), visibleSize, hiddenSize)
    m, rho = examples.shape[1], float(sparsityParam)

    z2 = W1 @ examples + b1
    log_on, log_off = _log_sigmoid(z2), _log_sigmoid(-z2)  # log a2 and log(1 - a2)
    a2, off2 = np.exp(log_on), np.exp(log_off)
    z3 = W2 @ a2 + b2
    h = np.exp(_log_sigmoid(z3))
    difference = h - examples
    log_rhohat, log_rest = _log_mean(log_on), _log_mean(log_off)  # log rhohat, log(1 - rhohat)

    squared_error = np.sum(difference**2) / (2 * m)
    decay = lambda_ / 2 * (np.sum(W1**2) + np.sum(W2**2))
    divergence = _x_log_x(rho) - rho * log_rhohat + _x_log_x(1 - rho) - (1 - rho) * log_rest
    cost = squared_error + decay + beta * np.sum(divergence)

    delta3 = difference * h * np.exp(_log_sigmoid(-z3))
    # a2 / rhohat and (1 - a2) / (1 - rhohat) are at most m, however small both are.
    pull = (1 - rho) * a2 * np.exp(log_off - log_rest) - rho * off2 * np.exp(log_on - log_rhohat)
    delta2 = (W2.T @ delta3) * a2 * off2 + beta * pull
    W1grad = delta2 @ examples.T / m + lambda_ * W1
    W2grad = delta3 @ a2.T / m + lambda_ * W2
    blocks = (W1grad, W2grad, delta2.mean(axis=1), delta3.mean(axis=1))
    return float(cost), np.concatenate([block.ravel(order="F") for block in blocks])


def _unpack(theta: Array, visibleSize: int, hiddenSize: int) -> tuple[Array, Array, Array, Array]:
    """W1, W2, b1 and b2 (the biases as columns)."""
    weights = visibleSize * hiddenSize
    W1 = theta[:weights].reshape((hiddenSize, visibleSize), order="F")
    W2 = theta[weights : 2 * weights].reshape((visibleSize, hiddenSize), order="F")
    b1, b2 = np.split(theta[2 * weights :, np.newaxis], [hiddenSize])
    return W1, W2, b1, b2


def _log_sigmoid(z: Array) -> Array:
    """log(1 / (1 + exp(-z))), without overflow."""
    return np.asarray(np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z))))


def _log_mean(logs: Array) -> Array:
    """The logarithm of each row's mean, given the logarithms of its entries."""
    largest = logs.max(axis=1, keepdims=True)
    return np.asarray(largest + np.log(np.mean(np.exp(logs - largest), axis=1, keepdims=True)))


def _x_log_x(x: float) -> float:
    return x * float(np.log(x)) if x > 0 else 0.0


def _check_numbers(
    visibleSize: int, hiddenSize: int, lambda_: float, sparsityParam: float, beta: float
) -> None:
    for name, size in (("visibleSize", visibleSize), ("hiddenSize", hiddenSize)):
        if size < 1 or size != int(size):
            raise ValueError(f"{name} is {size}; expected a positive whole number")
    for name, weight in (("lambda", lambda_), ("beta", beta)):
        if not 0 <= weight < np.inf:
            raise ValueError(f"{name} is {weight}; expected a number from 0")
    if not 0 <= sparsityParam <= 1:
        raise ValueError(f"sparsityParam is {sparsityParam}; expected a number from 0 to 1")
