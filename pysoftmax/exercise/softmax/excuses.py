"""Known differences from the reference that are not mistakes in the files compared.

Some are defects of the original's Octave files, some are ways of writing the functions that most
right solutions share. Parity counts a disagreement that one of these explains apart from the rest.
A test compares folders of files in each style and fails if an entry no longer occurs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.tolerance import EPS
from pysoftmax.exercise.exercise import Excuse
from pysoftmax.exercise.softmax.bad_inputs import BASIC, STRICT

__all__ = ["EXCUSES"]


def _top_class_absent(case: Case, answer: Answer) -> bool:
    if case.function not in ("softmaxCost", "softmaxTrain"):
        return False
    classes, labels = (case.args[1], case.args[5 if case.function == "softmaxCost" else 4])
    if not np.size(labels) or np.max(labels) >= classes:
        return False
    # One row of ground truth fits any number of classes; more rows that do not fit are an error.
    return answer.failure is not None or bool(np.max(labels) == 1)


def _single_class(case: Case, answer: Answer) -> bool:
    if answer.failure is not None:
        return False
    if case.function == "softmaxPredict":
        return bool(case.args[0]["numClasses"] == 1)
    return case.function == "softmaxCost" and case.args[1] == 1


def _infinite_cost(case: Case, answer: Answer) -> bool:
    if case.function != "softmaxCost" or answer.failure is not None:
        return False
    cost = np.asarray(answer.values[0])
    return not np.isfinite(cost).any() or _loses_digits(case, float(cost.ravel()[0]))


LARGEST_EXPONENT = 709.0
"""exp overflows a little above this (at 709.78)."""
SMALLEST_EXPONENT = -690.0
"""exp loses digits a little below this (at -708.4, where doubles become subnormal)."""

ALL_ZERO = -746.0
"""exp is 0 below this."""


def _scores(case: Case) -> NDArray[np.float64]:
    """The scores, K x M, of a call of softmaxCost or softmaxPredict."""
    if case.function == "softmaxPredict":
        model, data = case.args
        return np.asarray(model["optTheta"] @ data, dtype=float)
    theta, classes, features, _, data, _ = case.args
    return np.asarray(np.reshape(theta, (classes, features), order="F") @ data, dtype=float)


def _loses_digits(case: Case, cost: float) -> bool:
    """Whether a finite cost is off by what true classes of subnormal probability explain.

    The smallest double may be off by a factor of 2, so its logarithm by log 2.
    """
    theta, _, _, decay, _, labels = case.args
    own = np.asarray(labels).ravel().astype(int) - 1
    scores = _scores(case)
    shifted = scores - scores.max(axis=0)
    true = shifted[own, np.arange(own.size)]
    coarse = np.count_nonzero(true < SMALLEST_EXPONENT)
    right = float(np.mean(np.log(np.exp(shifted).sum(axis=0)) - true))
    right += decay / 2 * float(np.sum(np.square(theta)))
    allowed = coarse / own.size * np.log(2) + 1e-9 * abs(right)
    return bool(coarse and abs(cost - right) <= allowed)


def _tied(case: Case, scores: NDArray[np.float64], chosen: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether rounding can give the class chosen, of each example, the greatest probability.

    Two probabilities ``exp(s - max(s)) / sum`` may round to the same number if the scores differ
    by a few ulps of the probabilities, or by the rounding of the scores themselves.
    """
    model, data = case.args
    size = np.abs(model["optTheta"]) @ np.abs(data)
    hidden = (scores.shape[0] + 8) * EPS + 2 * (data.shape[0] + 1) * EPS * size.max(axis=0)
    behind = scores.max(axis=0) - scores[chosen, np.arange(chosen.size)]
    return np.asarray(behind <= hidden)


def _wrong_labels(case: Case, answer: Answer) -> NDArray[np.bool_] | None:
    """Which labels are not the first class of the greatest score; None if there are no labels."""
    if case.function != "softmaxPredict" or answer.failure is not None:
        return None
    scores = _scores(case)
    labels = np.asarray(answer.values[0])
    if labels.dtype.kind not in "biuf" or labels.size != scores.shape[1]:
        return None
    labels = labels.ravel()
    if not np.isin(labels, np.arange(1, scores.shape[0] + 1)).all():
        return None
    return np.asarray(labels != scores.argmax(axis=0) + 1)


def _labels_from_probabilities(case: Case, answer: Answer) -> bool:
    wrong = _wrong_labels(case, answer)
    if wrong is None:
        return False
    chosen = np.asarray(answer.values[0]).ravel().astype(int) - 1
    return bool(wrong.any() and _tied(case, _scores(case), chosen)[wrong].all())


def _unshifted(scores: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Of which examples exp overflows or underflows unless their own maximum is subtracted.

    That holds without any shift, and with the maximum over all examples as the shift.
    """
    highest = scores.max(axis=0)
    too_high = highest > LARGEST_EXPONENT - np.log(scores.shape[0])
    too_low = highest < SMALLEST_EXPONENT
    return np.asarray(too_high | too_low | (highest - highest.max() < SMALLEST_EXPONENT))


def _few_digits(scores: NDArray[np.float64]) -> bool:
    """Whether exp gives an example subnormal numbers only, and no example zeros or infinity.

    Then everything is finite, but has few digits: without any shift, or with the maximum over
    all examples as the shift.
    """
    highest = scores.max(axis=0)
    for shift in (0.0, highest.max()):
        exponent = highest - shift
        usable = (exponent > ALL_ZERO) & (exponent < LARGEST_EXPONENT)
        if usable.all() and (exponent < SMALLEST_EXPONENT).any():
            return True
    return False


def _no_shift(case: Case, answer: Answer) -> bool:
    if answer.failure is not None or case.about in STRICT:
        return False
    if case.function == "softmaxCost":
        values = [np.asarray(value) for value in answer.values]
        if any(value.dtype.kind not in "biuf" for value in values):
            return False
        if all(np.isfinite(value).all() for value in values):
            return _few_digits(_scores(case))
        return bool(_unshifted(_scores(case)).any())
    wrong = _wrong_labels(case, answer)
    if wrong is None:
        return False
    scores = _scores(case)
    chosen = np.asarray(answer.values[0]).ravel().astype(int) - 1
    unshifted = _unshifted(scores)
    return bool(unshifted.any() and (unshifted | _tied(case, scores, chosen))[wrong].all())


def _unchecked(case: Case, answer: Answer) -> bool:
    return case.about in _UNCHECKED and answer.failure is None


_UNCHECKED = frozenset(
    {
        "too many labels",
        "a label of NaN",
        "data with NaN",
        "data with Inf",
        "no data",
        "data of text",
        "numClasses of 2.5",
        "negative lambda",
        "IDX file, a byte long",
    }
) - frozenset(BASIC)


def _no_screen(case: Case, answer: Answer) -> bool:
    if case.function != "display_network" or answer.failure is None:
        return False
    return "no graphics toolkits are available" in answer.failure.message


EXCUSES: tuple[Excuse, ...] = (
    Excuse(
        "top class absent",
        "the starter builds its ground truth as full(sparse(labels, 1:numCases, 1)), which has as "
        "many rows as the largest label; without the top class the sizes do not match, or are "
        "silently stretched where that label is 1",
        _top_class_absent,
    ),
    Excuse(
        "a single class",
        "max() and sum() of a matrix with one row run along that row, over the examples",
        _single_class,
    ),
    Excuse(
        "infinite cost",
        "log(p) of a probability that underflowed to 0 is -Inf, and NaN if it is multiplied by a "
        "0 of the ground truth; near 0 it has few digits; the gradient is right",
        _infinite_cost,
        frozenset({"cost"}),
        either_side=True,
    ),
    Excuse(
        "input not checked",
        "the exercise asks for no checks of the input; what happens to fit goes through",
        _unchecked,
        either_side=True,
    ),
    Excuse(
        "labels from probabilities",
        "the scores of two classes differ by less than rounding can hide in a probability, so the "
        "probabilities tie, and the largest one may belong to either class",
        _labels_from_probabilities,
        frozenset({"pred"}),
        either_side=True,
    ),
    Excuse(
        "no shift by the maximum",
        "exp overflows, or underflows for all classes, unless each example's largest score is "
        "subtracted from its scores first; subtracting it changes no probability",
        _no_shift,
        either_side=True,
    ),
    Excuse(
        "no graphics toolkit",
        "this Octave cannot draw: it has no graphics toolkit, or no screen",
        _no_screen,
        environment=True,
    ),
)
