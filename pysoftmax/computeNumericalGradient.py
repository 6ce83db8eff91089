"""Step 3 of the exercise: a gradient by central differences, to check your own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pysoftmax.validation import numeric
from pysoftmax.words import kind

__all__ = ["EPSILON", "computeNumericalGradient"]

EPSILON = 1e-4


def computeNumericalGradient(
    J: Callable[[NDArray[np.float64]], Any], theta: ArrayLike
) -> NDArray[np.float64]:
    """Estimate the gradient of J at theta by central differences.

    ::

        numgrad[i] = (J(theta + EPSILON e_i) - J(theta - EPSILON e_i)) / (2 EPSILON)

    Parameters
    ----------
    J
        A function of one argument of theta's shape. It returns a number, or a tuple or list
        whose first entry is that number (softmaxCost's ``(cost, grad)``).
    theta
        The point: real numbers of any shape.

    Returns
    -------
    numgrad
        float64, theta's shape.

    Raises
    ------
    TypeError
        If J cannot be called or theta does not consist of real numbers.
    ValueError
        If J returns something other than one finite real number.

    Notes
    -----
    Source: UFLDL, "Gradient checking and advanced optimization".
    """
    if not callable(J):
        raise TypeError(f"J is {kind(J)}; expected a function of theta")
    point = numeric("theta", theta).astype(np.float64)
    numgrad = np.empty_like(point)
    for index in np.ndindex(point.shape):
        above = _value(J, point, index, EPSILON)
        below = _value(J, point, index, -EPSILON)
        numgrad[index] = (above - below) / (2 * EPSILON)
    return numgrad


def _value(
    J: Callable[[NDArray[np.float64]], Any],
    point: NDArray[np.float64],
    index: tuple[int, ...],
    step: float,
) -> float:
    moved = point.copy()
    moved[index] += step
    result = J(moved)
    first = result[0] if isinstance(result, (tuple, list)) and result else result
    try:
        value = np.asarray(first)
    except ValueError:  # ragged nested lists
        value = np.empty(0, dtype=object)
    if value.size != 1 or value.dtype.kind not in "biuf" or not np.isfinite(value).all():
        where = f"theta[{', '.join(map(str, index))}] moved by {step:g}"
        came = f"{value.dtype} of shape {value.shape}" if value.size != 1 else f"{value.item()!r}"
        raise ValueError(f"J returned {came} with {where}; expected one finite real number")
    return float(value.item())
