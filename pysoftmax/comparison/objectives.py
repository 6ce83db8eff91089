"""Functions to minimise or to differentiate, known to both languages by name and parameters.

`computeNumericalGradient` takes a function ``J``, `minFunc` a function ``funObj``. An `Objective`
stands for one: a name and a few arrays, so that it can be written to a file and rebuilt in another
process or in Octave (``pysoftmax_objective.m`` holds the same formulas). The formulas use products
instead of powers, since a power is a library call that rounds differently in every language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.conformance.bounds import EPS, softmax_bounds

__all__ = ["OBJECTIVES", "Formula", "Objective"]

Vector = NDArray[np.float64]
Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class Formula:
    """A function of a vector in three parts.

    Attributes
    ----------
    evaluate
        ``evaluate(parameters, x)`` gives the value and the gradient at the 1-D ``x``.
    rounding
        ``rounding(parameters, x)`` bounds the difference of two careful evaluations of the value.
    about
        The formula, for messages.
    """

    evaluate: Callable[[Parameters, Vector], tuple[float, Vector]]
    rounding: Callable[[Parameters, Vector], float]
    about: str


@dataclass(frozen=True, eq=False)
class Objective:
    """A function argument: `OBJECTIVES[name]` with `parameters` filled in.

    Attributes
    ----------
    name
        A key of `OBJECTIVES`.
    parameters
        Numbers and arrays that the formula needs.
    nargout
        1: calling it gives the value alone; 2: the pair (value, gradient).
    """

    name: str
    parameters: Parameters = field(default_factory=dict)
    nargout: int = 2

    def __call__(self, x: Any, *_: Any) -> Any:
        """The value, or (value, gradient as a 1-D array), at `x` of any shape."""
        value, gradient = self.evaluate(x)
        return value if self.nargout == 1 else (value, gradient)

    def evaluate(self, x: Any) -> tuple[float, Vector]:
        """The value and the gradient at `x`, whose entries count column by column."""
        point = np.asarray(x, dtype=float).ravel(order="F")
        with np.errstate(all="ignore"):
            value, gradient = OBJECTIVES[self.name].evaluate(self.parameters, point)
        return float(value), gradient

    def rounding(self, x: Any) -> float:
        """How far two careful evaluations of the value at `x` can be apart."""
        point = np.asarray(x, dtype=float).ravel(order="F")
        with np.errstate(all="ignore"):
            return float(OBJECTIVES[self.name].rounding(self.parameters, point))

    def __repr__(self) -> str:
        return f"Objective({self.name!r}: {OBJECTIVES[self.name].about})"


def _exercise(_: Parameters, x: Vector) -> tuple[float, Vector]:
    gradient = np.zeros_like(x)
    gradient[0] = 2 * x[0] + 3 * x[1]
    gradient[1] = 3 * x[0]
    return x[0] * x[0] + 3 * x[0] * x[1], gradient


def _exercise_rounding(_: Parameters, x: Vector) -> float:
    return 4 * EPS * float(x[0] * x[0] + 3 * abs(x[0] * x[1]))


def _quadratic(p: Parameters, x: Vector) -> tuple[float, Vector]:
    product = p["A"] @ x
    return float(0.5 * (x @ product) - p["b"] @ x), product - p["b"]


def _quadratic_rounding(p: Parameters, x: Vector) -> float:
    size = 0.5 * np.abs(x) @ np.abs(p["A"]) @ np.abs(x) + np.abs(p["b"]) @ np.abs(x)
    return float((2 * x.size + 4) * EPS * size)


def _rosenbrock(_: Parameters, x: Vector) -> tuple[float, Vector]:
    head, tail = x[:-1], x[1:]
    valley, offset = tail - head * head, 1 - head
    gradient = np.zeros_like(x)
    gradient[:-1] = -400 * head * valley - 2 * offset
    gradient[1:] += 200 * valley
    return float(np.sum(100 * valley * valley + offset * offset)), gradient


def _rosenbrock_rounding(_: Parameters, x: Vector) -> float:
    head, tail = np.abs(x[:-1]), np.abs(x[1:])
    valley, offset = tail + head * head, 1 + head
    return float((x.size + 8) * EPS * np.sum(100 * valley * valley + offset * offset))


def _barrier(p: Parameters, x: Vector) -> tuple[float, Vector]:
    if np.any(x <= 0):
        return float("nan"), np.full_like(x, np.nan)
    return float(p["b"] @ x - np.sum(np.log(x))), p["b"] - 1 / x


def _barrier_rounding(p: Parameters, x: Vector) -> float:
    inside = np.maximum(np.abs(x), np.finfo(float).tiny)
    size = np.abs(p["b"]) @ inside + np.sum(np.abs(np.log(inside)))
    return float((x.size + 4) * EPS * size)


def _quartic(_: Parameters, x: Vector) -> tuple[float, Vector]:
    square = x * x
    return float(np.sum(square * square - 3 * square + x)), 4 * square * x - 6 * x + 1


def _quartic_rounding(_: Parameters, x: Vector) -> float:
    square = x * x
    return float((x.size + 6) * EPS * np.sum(square * square + 3 * square + np.abs(x)))


def _root(p: Parameters, x: Vector) -> tuple[float, Vector]:
    root = np.sqrt(1 + p["c"] * x * x)
    return float(np.sum(root)), p["c"] * x / root


def _root_rounding(p: Parameters, x: Vector) -> float:
    return float((x.size + 6) * EPS * np.sum(np.sqrt(1 + p["c"] * x * x)))


def _linear(p: Parameters, x: Vector) -> tuple[float, Vector]:
    return float(p["b"] @ x), np.array(p["b"], dtype=float)


def _linear_rounding(p: Parameters, x: Vector) -> float:
    return float((x.size + 2) * EPS * (np.abs(p["b"]) @ np.abs(x)))


def _softmax(p: Parameters, x: Vector) -> tuple[float, Vector]:
    theta = x.reshape(int(p["numClasses"]), int(p["inputSize"]), order="F")
    data, labels = np.asarray(p["data"]), np.asarray(p["labels"]).ravel().astype(int) - 1
    count = data.shape[1]
    scores = theta @ data
    scores = scores - scores.max(axis=0)
    log_p = scores - np.log(np.exp(scores).sum(axis=0))
    residual = np.exp(log_p)
    columns = np.arange(count)
    residual[labels, columns] -= 1
    cost = -log_p[labels, columns].sum() / count + p["lambda"] / 2 * np.sum(theta * theta)
    gradient = residual @ data.T / count + p["lambda"] * theta
    return float(cost), gradient.ravel(order="F")


def _softmax_rounding(p: Parameters, x: Vector) -> float:
    theta = x.reshape(int(p["numClasses"]), int(p["inputSize"]), order="F")
    return softmax_bounds(theta, p["lambda"], p["data"], p["labels"]).cost


OBJECTIVES: dict[str, Formula] = {
    "exercise": Formula(_exercise, _exercise_rounding, "x1^2 + 3 x1 x2"),
    "quadratic": Formula(_quadratic, _quadratic_rounding, "x'Ax/2 - b'x"),
    "rosenbrock": Formula(
        _rosenbrock, _rosenbrock_rounding, "sum 100 (x[i+1] - x[i]^2)^2 + (1 - x[i])^2"
    ),
    "barrier": Formula(_barrier, _barrier_rounding, "b'x - sum log x, NaN where any x <= 0"),
    "quartic": Formula(_quartic, _quartic_rounding, "sum x^4 - 3 x^2 + x"),
    "root": Formula(_root, _root_rounding, "sum sqrt(1 + c x^2)"),
    "linear": Formula(_linear, _linear_rounding, "b'x"),
    "softmax": Formula(_softmax, _softmax_rounding, "softmaxCost of the case's own data"),
}
