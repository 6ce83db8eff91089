"""Which missing or misplaced max-shift turns the cost or the gradient into NaN."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.case import Case
from pysoftmax.exercise.mistakes import Explanation, Observation, numbers
from pysoftmax.exercise.softmax.mistakes.deviation import SoftmaxCourse
from pysoftmax.exercise.softmax.mistakes.lines import PROBABILITIES

__all__ = ["explain_overflow"]

Array = NDArray[np.float64]
Shift = Callable[[Array], Array]

SHIFTS: dict[str, tuple[Shift, str]] = {
    "no max-shift": (
        lambda scores: scores,
        "overflows if scores are large: subtract the maximum of each column from the scores before "
        "taking exp, and use the result",
    ),
    "global maximum": (
        lambda scores: scores - scores.max(),
        "fails if the scores of examples differ widely: you subtract the maximum of the whole "
        "matrix; subtract the maximum of each column",
    ),
    "maximum of rows": (
        lambda scores: scores - scores.max(axis=1, keepdims=True),
        "fails if scores are large: you subtract the maximum of each row (class); subtract the "
        "maximum of each column (example)",
    ),
}


def explain_overflow(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The shift whose failures are just those seen, case by case.

    Only which of cost and gradient are good is compared, finite and not far off: NaN, infinity and
    what is left where NaN is filtered out depend on how the formula is written down.
    """
    if any(o.answer.failure is not None for o in seen):
        return None
    cost, gradient = _good(seen, 0), _good(seen, 1)
    if cost is None or gradient is None:
        return None
    if all(cost) and not all(gradient):
        return _told("shift in the cost only", "gradient", _ONLY_COST, course)
    if all(gradient) and not all(cost):
        return _told("shift in the gradient only", "cost", _ONLY_GRADIENT, course)
    for name, (shift, words) in SHIFTS.items():
        if [_survives(o.case, shift) for o in seen] == cost:
            return _told(name, "cost", words, course)
    return None


_ONLY_COST = (
    "overflows, but your cost does not: compute both from the same P, whose scores have had the "
    "maximum of each column subtracted"
)
_ONLY_GRADIENT = (
    "overflows, but your gradient does not: compute both from the same P, whose scores have had "
    "the maximum of each column subtracted"
)


def _told(name: str, what: str, words: str, course: SoftmaxCourse) -> Explanation:
    return Explanation(name, f"your {what} {words}.", course.write(*PROBABILITIES))


FAR_OFF = 1e-3
"""Rounding in single precision stays below it, scores of 1000 and all."""


def _good(seen: Sequence[Observation], output: int) -> list[bool] | None:
    """Whether the output was finite and not far off, case by case; None when it is not numbers."""
    found = []
    for one in seen:
        values = numbers(one.answer.values[output]) if len(one.answer.values) > output else None
        right = numbers(one.expected.values[output])
        if values is None or right is None or values.size != right.size:
            return None
        with np.errstate(all="ignore"):
            off = np.abs(values - right) <= FAR_OFF * np.abs(right).max(initial=0.0)
        found.append(bool(off.all()))
    return found


@np.errstate(all="ignore")
def _survives(case: Case, shift: Shift) -> bool:
    """Whether the cost is finite with that shift."""
    theta, classes, size, _, data, labels = case.args
    scores = np.asarray(theta).ravel().reshape(classes, size, order="F") @ np.asarray(data)
    e = np.exp(shift(scores))
    own = np.asarray(labels).ravel().astype(int) - 1
    log_p = np.log(e / e.sum(axis=0))[own, np.arange(own.size)]
    return bool(np.isfinite(log_p).all())
