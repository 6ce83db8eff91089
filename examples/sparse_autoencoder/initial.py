"""What can be wrong with initial parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
from fault import ROUNDING, Fault

__all__ = ["initial_parameters_faults"]


def initial_parameters_faults(theta: Any, hiddenSize: int, visibleSize: int) -> tuple[Fault, ...]:
    """Find what is wrong with initial parameters.

    They are random, so their properties are checked: with 1,000 weights or more, correct ones fail
    with a probability below 1e-4.

    Parameters
    ----------
    theta
        What ``initializeParameters(hiddenSize, visibleSize)`` returned.
    hiddenSize, visibleSize
        The sizes.
    """
    values = np.asarray(theta, dtype=float).ravel()
    count, biases = 2 * hiddenSize * visibleSize, hiddenSize + visibleSize
    if values.size != count + biases:
        message = f"theta has {values.size} entries; expected {count + biases}."
        return (_initial("initial-wrong-length", message, "theta"),)
    weights = values[:count]
    r = np.sqrt(6) / np.sqrt(hiddenSize + visibleSize + 1)
    faults = []
    if values[count:].any():
        faults.append(_initial("initial-biases-not-zero", "The biases do not start at 0.", "theta"))
    if np.unique(weights).size < count / 2:
        message = "Many weights are alike: then hidden units learn the same. Draw each by itself."
        faults.append(_initial("initial-weights-alike", message, "W1"))
    elif weights.min() >= 0:
        message = "No weight is negative; draw them from [-r, r]."
        faults.append(_initial("initial-weights-not-negative", message, "W1"))
    elif np.abs(weights).max() > r * (1 + ROUNDING):
        message = "Some weights are beyond r = sqrt(6) / sqrt(hiddenSize + visibleSize + 1)."
        faults.append(_initial("initial-weights-too-large", message, "W1"))
    elif np.abs(weights).max() < 0.99 * r:
        message = "The weights do not reach r = sqrt(6) / sqrt(hiddenSize + visibleSize + 1)."
        faults.append(_initial("initial-weights-too-small", message, "W1"))
    elif abs(weights.std() / r - 1 / np.sqrt(3)) > 0.06 or abs(weights.mean() / r) > 0.12:
        message = "The weights are not uniform in [-r, r]."
        faults.append(_initial("initial-weights-not-uniform", message, "W1"))
    return tuple(faults)


INITIAL_LINES = {
    "theta": (
        "theta = [W1(:); W2(:); b1(:); b2(:)];  % b1 and b2 are zeros",
        "theta = np.concatenate([W1.ravel(), W2.ravel(), b1, b2])  # b1 and b2 are zeros",
    ),
    "W1": (
        "W1 = rand(hiddenSize, visibleSize) * 2 * r - r;",
        "W1 = rng.uniform(-r, r, (hiddenSize, visibleSize))",
    ),
}


def _initial(name: str, message: str, lines: str) -> Fault:
    return Fault(name, message, *INITIAL_LINES[lines], ("theta",))
