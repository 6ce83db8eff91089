"""Which mistake in computeNumericalGradient gives what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pysoftmax.exercise.mistakes import Explanation, Observation, numbers
from pysoftmax.exercise.softmax.mistakes.deviation import Deviation, SoftmaxCourse, explanation

__all__ = ["explain_numerical_gradient"]

Array = NDArray[np.float64]
Function = Callable[[Array], float]
Wrong = Callable[[Function, Array, float], Array]
"""Of a function, a point and a step: the wrong estimate of the gradient."""

STEPS = (1e-4, 1e-3, 1e-5, 1e-6)
"""Steps in use; the exercise names the first."""

QUOTIENT_ROUNDING = 1e-7
"""What rounding leaves of a difference quotient: eps |J| / step, with a step of 1e-6 or more."""

_FIX = (
    "numgrad(i) = (J(theta + e) - J(theta - e)) / (2 * EPSILON), with e(i) = EPSILON",
    "numgrad[i] = (J(theta + e) - J(theta - e)) / (2 * EPSILON), with e[i] = EPSILON",
)


def _directions(theta: Array, step: float) -> Array:
    return np.eye(theta.size) * step


def _quotients(f: Function, theta: Array, step: float, divisor: float) -> Array:
    steps = _directions(theta, step)
    return np.array([(f(theta + e) - f(theta - e)) / divisor for e in steps])


def _accumulated(f: Function, theta: Array, step: float) -> Array:
    """Steps that are never taken back: entry i moves entries 1..i."""
    steps = np.cumsum(_directions(theta, step), axis=0)
    return np.array([(f(theta + e) - f(theta - e)) / (2 * step) for e in steps])


def _wandering(f: Function, theta: Array, step: float) -> Array:
    """The point itself is changed and not restored: each step starts at the last one's end."""
    found, point = [], theta.copy()
    for e in _directions(theta, step):
        above = f(point + e)
        point = point - e
        found.append((above - f(point)) / (2 * step))
    return np.array(found)


WRONG: tuple[tuple[Deviation, Wrong], ...] = tuple(
    (Deviation(name, looks, *_FIX), wrong)
    for name, looks, wrong in (
        (
            "not divided by 2",
            "twice too large: the difference is divided by EPSILON, not by 2 * EPSILON",
            lambda f, t, h: _quotients(f, t, h, h),
        ),
        (
            "one-sided difference",
            "a one-sided difference (J(theta + e) - J(theta)) / EPSILON, which is less accurate",
            lambda f, t, h: np.array([(f(t + e) - f(t)) / h for e in _directions(t, h)]),
        ),
        (
            "one-sided difference backwards",
            "a one-sided difference (J(theta) - J(theta - e)) / EPSILON, which is less accurate",
            lambda f, t, h: np.array([(f(t) - f(t - e)) / h for e in _directions(t, h)]),
        ),
        (
            "one-sided difference halved",
            "a one-sided difference divided by 2 * EPSILON",
            lambda f, t, h: np.array([(f(t + e) - f(t)) / (2 * h) for e in _directions(t, h)]),
        ),
        (
            "not divided",
            "the difference alone, not divided by 2 * EPSILON",
            lambda f, t, h: _quotients(f, t, h, 1.0),
        ),
        (
            "divided by EPSILON squared",
            "divided by EPSILON squared",
            lambda f, t, h: _quotients(f, t, h, h * h),
        ),
        (
            "multiplied by EPSILON",
            "divided by 2 and multiplied by EPSILON: / 2 * EPSILON lacks its parentheses",
            lambda f, t, h: _quotients(f, t, h, 2 / h),
        ),
        ("sign", "of the wrong sign", lambda f, t, h: _quotients(f, t, h, -2 * h)),
        (
            "steps accumulated",
            "taken along several entries at once: e(i) must be set back to 0 after its turn",
            _accumulated,
        ),
        (
            "theta not restored",
            "taken from a theta that the steps before have moved",
            _wandering,
        ),
        (
            "all entries at once",
            "taken along all entries at once",
            lambda f, t, h: np.full(t.size, (f(t + h) - f(t - h)) / (2 * h)),
        ),
        (
            "gradient of J returned",
            "the gradient that J itself returns; it must come of J's values alone, to check it",
            lambda f, t, h: f(t) + np.arange(1.0, t.size + 1),  # what J returns on purpose
        ),
        (
            "first entry left out",
            "right but for its first entry, which is never computed: does the loop begin at 1?",
            lambda f, t, h: _quotients(f, t, h, 2 * h) * (np.arange(t.size) > 0),
        ),
        ("never filled in", "still all zeros", lambda f, t, h: np.zeros(t.size)),
    )
)


def explain_numerical_gradient(
    seen: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """The mistake in the difference quotient, with whichever step explains it."""
    if any(o.answer.failure is not None or not o.answer.values for o in seen):
        return None
    for deviation, wrong in WRONG:
        for step in STEPS:
            if all(_gives(wrong, step, one) for one in seen):
                return explanation("your numerical gradient is", [deviation], course)
    return _wrong_step(seen, course)


def _wrong_step(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """Central differences, but with a step too large."""
    for step in (1e-2, 1e-1, 1.0):
        if all(_gives(lambda f, t, h: _quotients(f, t, h, 2 * h), step, one) for one in seen):
            looks = f"taken with a step of {step:g}, too large for the asked precision"
            fix = ("EPSILON = 1e-4", "EPSILON = 1e-4")
            wrong = Deviation("step too large", looks, *fix)
            return explanation("your numerical gradient is", [wrong], course)
    return None


def _gives(wrong: Wrong, step: float, one: Observation) -> bool:
    objective, theta = one.case.args
    actual = numbers(one.answer.values[0])
    point = np.asarray(theta, dtype=float).ravel(order="F")
    if actual is None or actual.size != point.size:
        return False
    candidate = wrong(lambda x: objective.evaluate(x)[0], point, step)
    scale = float(np.abs(candidate).max(initial=0.0))
    return bool((np.abs(actual - candidate) <= QUOTIENT_ROUNDING * scale).all())
