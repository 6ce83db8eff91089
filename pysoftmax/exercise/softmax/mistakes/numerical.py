"""Which mistake in computeNumericalGradient gives what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pysoftmax.exercise.mistakes import Explanation, Observation, numbers
from pysoftmax.exercise.softmax.mistakes.deviation import Deviation, SoftmaxCourse, explanation
from pysoftmax.exercise.softmax.mistakes.lines import NUMERICAL
from pysoftmax.languages import PYTHON

__all__ = ["explain_numerical_gradient"]

Array = NDArray[np.float64]
Function = Callable[[Array], float]
Wrong = Callable[[Function, Array, float], Array]
"""Of a function, a point and a step: the wrong estimate of the gradient."""

STEPS = (1e-4, 1e-3, 1e-5, 1e-6)
"""Steps in use; the exercise names the first."""

QUOTIENT_ROUNDING = 1e-7
"""What rounding leaves of a difference quotient: eps |J| / step, with a step of 1e-6 or more."""


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
    (Deviation(name, what, NUMERICAL, formulas), wrong)
    for name, what, formulas, wrong in (
        (
            "not divided by 2",
            "is twice as large as it should be: divide the difference by 2 * EPSILON, not EPSILON",
            (),
            lambda f, t, h: _quotients(f, t, h, h),
        ),
        (
            "one-sided difference",
            "is a one-sided difference, {}; use the two-sided one, which is more accurate",
            (
                (
                    "(J(theta + e) - J(theta)) / EPSILON",
                    "(J(theta + e)[0] - J(theta)[0]) / EPSILON",
                ),
            ),
            lambda f, t, h: np.array([(f(t + e) - f(t)) / h for e in _directions(t, h)]),
        ),
        (
            "one-sided difference backwards",
            "is a one-sided difference, {}; use the two-sided one, which is more accurate",
            (
                (
                    "(J(theta) - J(theta - e)) / EPSILON",
                    "(J(theta)[0] - J(theta - e)[0]) / EPSILON",
                ),
            ),
            lambda f, t, h: np.array([(f(t) - f(t - e)) / h for e in _directions(t, h)]),
        ),
        (
            "one-sided difference halved",
            "is a one-sided difference divided by 2 * EPSILON; use the two-sided difference",
            (),
            lambda f, t, h: np.array([(f(t + e) - f(t)) / (2 * h) for e in _directions(t, h)]),
        ),
        (
            "not divided",
            "is only the difference of two values of J; divide it by 2 * EPSILON",
            (),
            lambda f, t, h: _quotients(f, t, h, 1.0),
        ),
        (
            "divided by EPSILON squared",
            "is divided by EPSILON squared; divide by 2 * EPSILON",
            (),
            lambda f, t, h: _quotients(f, t, h, h * h),
        ),
        (
            "multiplied by EPSILON",
            "is divided by 2 and multiplied by EPSILON: {} needs parentheses, {}",
            (("/ 2 * EPSILON",) * 2, ("/ (2 * EPSILON)",) * 2),
            lambda f, t, h: _quotients(f, t, h, 2 / h),
        ),
        (
            "difference without parentheses",
            "divides only the second value of J: the difference needs parentheses, {}",
            (
                (
                    "(J(theta + e) - J(theta - e)) / (2 * EPSILON)",
                    "(J(theta + e)[0] - J(theta - e)[0]) / (2 * EPSILON)",
                ),
            ),
            lambda f, t, h: np.array([f(t + e) - f(t - e) / (2 * h) for e in _directions(t, h)]),
        ),
        (
            "sign",
            "has the wrong sign: subtract the value below theta from the value above it",
            (),
            lambda f, t, h: _quotients(f, t, h, -2 * h),
        ),
        (
            "steps accumulated",
            "moves several entries of theta at once: set {} back to 0 after each entry",
            (("e(i)", "e[i]"),),
            _accumulated,
        ),
        (
            "theta not restored",
            "starts each step where the last one ended: restore theta after each entry",
            (),
            _wandering,
        ),
        (
            "all entries at once",
            "moves all entries of theta at once: move one entry at a time",
            (),
            lambda f, t, h: np.full(t.size, (f(t + h) - f(t - h)) / (2 * h)),
        ),
        (
            "gradient of J returned",
            "is the gradient that J itself returns; compute it from the values of J only, to check "
            "that gradient",
            (),
            lambda f, t, h: f(t) + np.arange(1.0, t.size + 1),  # what J returns on purpose
        ),
        (
            "first entry left out",
            "is correct except for its first entry, which is never computed. Where does the loop "
            "begin?",
            (),
            lambda f, t, h: _quotients(f, t, h, 2 * h) * (np.arange(t.size) > 0),
        ),
        (
            "last entry left out",
            "is correct except for its last entry, which is never computed. Where does the loop "
            "end?",
            (),
            lambda f, t, h: _quotients(f, t, h, 2 * h) * (np.arange(t.size) < t.size - 1),
        ),
        (
            "first entry only",
            "is computed for the first entry only: is the loop left after one turn, by a return "
            "inside it?",
            (),
            lambda f, t, h: _quotients(f, t, h, 2 * h) * (np.arange(t.size) == 0),
        ),
        (
            "last entry only",
            "is computed for the last entry only: the loop must run over all entries, {}",
            (("1:numel(theta)", "range(theta.size)"),),
            lambda f, t, h: _quotients(f, t, h, 2 * h) * (np.arange(t.size) == t.size - 1),
        ),
        (
            "sum for difference",
            "adds the two values of J; subtract the value below theta from the value above it",
            (),
            lambda f, t, h: np.array([(f(t + e) + f(t - e)) / (2 * h) for e in _directions(t, h)]),
        ),
        (
            "integer array",
            "is rounded to whole numbers: make numgrad an array of floats, {}",
            (("zeros(size(theta))", "np.zeros(theta.shape)"),),
            lambda f, t, h: np.trunc(_quotients(f, t, h, 2 * h)),
        ),
        (
            "integer array",
            "is rounded to whole numbers: make numgrad an array of floats, {}",
            (("zeros(size(theta))", "np.zeros(theta.shape)"),),
            lambda f, t, h: np.round(_quotients(f, t, h, 2 * h)),
        ),
        ("never filled in", "is always 0", (), lambda f, t, h: np.zeros(t.size)),
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
                if deviation.name == "never filled in" and any(one.answer.calls for one in seen):
                    deviation = ALWAYS_ZERO
                found = explanation("your numerical gradient", [deviation], course)
                return _perhaps_the_same_array(found, course)
    return _wrong_step(seen, course) or _tiny_step(seen, course)


def _perhaps_the_same_array(found: Explanation, course: SoftmaxCourse) -> Explanation:
    """The same mistake with what else it may come from in Python: an array that is not copied."""
    if found.name not in _WITHOUT_A_COPY:
        return found
    in_python = " Does `up = theta` name the same array twice? Only theta.copy() copies it."
    if found.name == "one-sided difference halved":
        in_python += " `theta[i] -= EPSILON` after `theta[i] += EPSILON` gives theta itself."
    hint = course.language.choose(octave="", python=in_python)
    return replace(found, message=found.message + hint)


ALWAYS_ZERO = Deviation(
    "difference always 0",
    "is always 0, though J is called: both of its values are taken at the same point",
    NUMERICAL,
)
_WITHOUT_A_COPY = (
    "difference always 0",
    "one-sided difference",
    "one-sided difference halved",
    "theta not restored",
)


def _tiny_step(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """Differences of so few units in the last place of J that only rounding is left."""
    for step in (1e-12, 1e-11, 1e-10, 1e-13, 1e-14, 1e-9, 1e-8, 1e-15, 1e-16):
        if all(_is_rounding(step, one) for one in seen):
            what = f"uses a step of {step:g}, so small that only rounding errors are left; use 1e-4"
            wrong = Deviation("step too small", what, NUMERICAL)
            return explanation("your numerical gradient", [wrong], course)
    return None


@np.errstate(over="ignore", invalid="ignore")  # the answer may be anything
def _is_rounding(step: float, one: Observation) -> bool:
    """Whether each entry times ``2 * step`` is a whole number of units in the last place of J."""
    objective, theta = one.case.args
    actual, right = numbers(one.answer.values[0]), numbers(one.expected.values[0])
    if actual is None or right is None or actual.size != right.size:
        return False
    unit = np.spacing(abs(objective.evaluate(np.asarray(theta, dtype=float))[0])) / 8
    units = actual * 2 * step / unit
    off = np.abs(actual - right) * 2 * step / unit
    whole = np.abs(units - np.round(units)) < 1e-6
    return bool(whole.all() and off.max(initial=0.0) < _MOST_UNITS)


_MOST_UNITS = 100.0
"""J itself is computed to a few units in its last place."""


def _wrong_step(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """Central differences, but with a step too large."""
    for step in (1e-2, 1e-1, 1.0, 10.0):
        if all(_gives(lambda f, t, h: _quotients(f, t, h, 2 * h), step, one) for one in seen):
            what = f"uses a step of {step:g}, which is too large to be accurate; use 1e-4"
            if step == 10.0 and course.language == PYTHON:  # and a step of -10 gives the same
                what = "uses a step of -10: in Python, `10^-4` is not a power; write `1e-4`"
            wrong = Deviation("step too large", what, NUMERICAL)
            return explanation("your numerical gradient", [wrong], course)
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
