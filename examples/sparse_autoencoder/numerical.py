"""The mistakes of the numerical gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from fault import Mistake
from numpy.typing import NDArray

__all__ = ["NUMERICAL_MISTAKES"]

Array = NDArray[np.float64]


STEP = 1e-4


def _value(J: Callable[[Array], Any], theta: Array) -> float:
    result = J(theta)
    return float(result[0] if isinstance(result, (tuple, list)) else result)


def _differences(
    J: Callable[[Array], Any], theta: Any, upper: float, lower: float, scale: float
) -> Array:
    """(J(theta + upper e_i) - J(theta - lower e_i)) * scale for each i."""
    point = np.asarray(theta, dtype=float)
    result = np.zeros_like(point)
    for i in range(point.size):
        above, below = point.copy(), point.copy()
        above.flat[i] += upper
        below.flat[i] -= lower
        result.flat[i] = (_value(J, above) - _value(J, below)) * scale
    return result


def _not_restored(J: Callable[[Array], Any], theta: Any) -> Array:
    """Each entry is left below where it was when the next one moves."""
    point = np.array(theta, dtype=float)
    result = np.zeros_like(point)
    for i in range(point.size):
        point.flat[i] += STEP
        above = _value(J, point)
        point.flat[i] -= 2 * STEP
        result.flat[i] = (above - _value(J, point)) / (2 * STEP)
    return result


def _all_at_once(J: Callable[[Array], Any], theta: Any) -> Array:
    point = np.asarray(theta, dtype=float)
    slope = (_value(J, point + STEP) - _value(J, point - STEP)) / (2 * STEP)
    return np.full_like(point, slope)


def _numerical(name: str, message: str, wrong: Callable[..., Array]) -> Mistake:
    fix = {
        "octave": "numgrad(i) = (J(above) - J(below)) / (2 * EPSILON);",
        "python": "numgrad[i] = (J(above)[0] - J(below)[0]) / (2 * EPSILON)",
    }
    return Mistake(name, message, fix, ("numgrad",), wrong)


NUMERICAL_MISTAKES: tuple[Mistake, ...] = (
    _numerical(
        "numerical-one-sided",
        "The difference is taken on one side of theta only: use J(theta + EPSILON*e) - "
        "J(theta - EPSILON*e).",
        lambda J, theta: _differences(J, theta, STEP, 0.0, 1 / STEP),
    ),
    _numerical(
        "numerical-doubled",
        "The numerical gradient is twice what it should be: divide by 2*EPSILON, not by EPSILON.",
        lambda J, theta: _differences(J, theta, STEP, STEP, 1 / STEP),
    ),
    _numerical(
        "numerical-halved",
        "The numerical gradient is half of what it should be: a difference on one side is divided "
        "by 2*EPSILON.",
        lambda J, theta: _differences(J, theta, STEP, 0.0, 1 / (2 * STEP)),
    ),
    _numerical(
        "numerical-not-divided",
        "The numerical gradient is multiplied by EPSILON / 2: /2*EPSILON means (/2)*EPSILON. "
        "Divide by (2*EPSILON).",
        lambda J, theta: _differences(J, theta, STEP, STEP, STEP / 2),
    ),
    _numerical(
        "numerical-negative",
        "The numerical gradient has the wrong sign: subtract the value below from the one above.",
        lambda J, theta: _differences(J, theta, STEP, STEP, -1 / (2 * STEP)),
    ),
    _numerical(
        "numerical-not-restored",
        "An entry of theta is not put back before the next one moves; move it in a copy of theta.",
        _not_restored,
    ),
    _numerical(
        "numerical-all-at-once",
        "All entries of theta move together; move one at a time.",
        _all_at_once,
    ),
    _numerical(
        "numerical-left-zero",
        "The numerical gradient is zero: it has not been computed yet.",
        lambda J, theta: np.zeros_like(np.asarray(theta, dtype=float)),
    ),
)
