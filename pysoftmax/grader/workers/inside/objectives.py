"""The functions that a student's code is asked to differentiate, rebuilt from name and arrays.

The formulas of `pysoftmax.conformance.objectives`, less the softmax: that one would hand the
answer over. A test holds the two together.

The gradient that comes with a value is wrong on purpose, by `OFF_BY`: to check it is what a
numerical gradient is for, so a solution that only hands it on must show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FORMULAS", "objective"]

OFF_BY = 1.0

Parameters = Mapping[str, Any]
Vector = NDArray[np.float64]


def objective(name: str, parameters: Parameters, nargout: int) -> Callable[..., Any]:
    """A function of x that returns the value, or (value, wrong gradient) when `nargout` is 2."""
    formula = FORMULAS[name]

    def function(x: Any, *_: Any) -> Any:
        point = np.asarray(x, dtype=float).ravel(order="F")
        with np.errstate(all="ignore"):
            value, gradient = formula(parameters, point)
        return float(value) if nargout == 1 else (float(value), gradient + OFF_BY)

    return function


def _exercise(_: Parameters, x: Vector) -> tuple[float, Vector]:
    gradient = np.zeros_like(x)
    gradient[:2] = 2 * x[0] + 3 * x[1], 3 * x[0]
    return x[0] * x[0] + 3 * x[0] * x[1], gradient


def _quadratic(p: Parameters, x: Vector) -> tuple[float, Vector]:
    product = p["A"] @ x
    return 0.5 * (x @ product) - p["b"] @ x, product - p["b"]


def _rosenbrock(_: Parameters, x: Vector) -> tuple[float, Vector]:
    valley, offset = x[1:] - x[:-1] * x[:-1], 1 - x[:-1]
    gradient = np.zeros_like(x)
    gradient[:-1] = -400 * x[:-1] * valley - 2 * offset
    gradient[1:] += 200 * valley
    return np.sum(100 * valley * valley + offset * offset), gradient


def _barrier(p: Parameters, x: Vector) -> tuple[float, Vector]:
    if np.any(x <= 0):
        return float("nan"), np.full_like(x, np.nan)
    return p["b"] @ x - np.sum(np.log(x)), p["b"] - 1 / x


def _quartic(_: Parameters, x: Vector) -> tuple[float, Vector]:
    square = x * x
    return np.sum(square * square - 3 * square + x), 4 * square * x - 6 * x + 1


def _root(p: Parameters, x: Vector) -> tuple[float, Vector]:
    root = np.sqrt(1 + p["c"] * x * x)
    return np.sum(root), p["c"] * x / root


def _linear(p: Parameters, x: Vector) -> tuple[float, Vector]:
    return p["b"] @ x, np.array(p["b"], dtype=float)


FORMULAS: dict[str, Callable[[Parameters, Vector], tuple[float, Vector]]] = {
    "exercise": _exercise,
    "quadratic": _quadratic,
    "rosenbrock": _rosenbrock,
    "barrier": _barrier,
    "quartic": _quartic,
    "root": _root,
    "linear": _linear,
}
