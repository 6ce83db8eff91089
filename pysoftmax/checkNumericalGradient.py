"""Step 3 of the exercise: does computeNumericalGradient itself work?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pysoftmax.computeNumericalGradient import computeNumericalGradient

__all__ = ["checkNumericalGradient"]


def checkNumericalGradient() -> float:
    """Check computeNumericalGradient on ``h(x) = x1^2 + 3 x1 x2`` at x = [4, 10].

    Prints both gradients side by side and their relative difference.

    Returns
    -------
    float
        ``norm(numgrad - grad) / norm(numgrad + grad)``: 2.1452e-12 if all is correct;
        the exercise asks for less than 1e-9.

    Notes
    -----
    Source: UFLDL, "Exercise: Sparse Autoencoder", step 3.
    """
    x = np.array([4.0, 10.0])
    _, grad = simpleQuadraticFunction(x)
    numgrad = computeNumericalGradient(simpleQuadraticFunction, x)
    for numerical, analytical in zip(numgrad, grad, strict=True):
        print(f"{numerical:10.4f}{analytical:10.4f}")
    print("The two columns (numerical left, analytical right) should be very similar.")
    difference = float(np.linalg.norm(numgrad - grad) / np.linalg.norm(numgrad + grad))
    print(f"{difference:.4e}")
    print("The relative difference above should be less than 1e-9.")
    return difference


def simpleQuadraticFunction(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """``h(x) = x1^2 + 3 x1 x2`` and its gradient ``[2 x1 + 3 x2, 3 x1]``."""
    value = x[0] ** 2 + 3 * x[0] * x[1]
    return float(value), np.array([2 * x[0] + 3 * x[1], 3 * x[0]])
