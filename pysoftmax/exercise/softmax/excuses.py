"""Where the original's Octave files and octave_ref rightly disagree, and nowhere else.

The original is taken as it is when a course's own copy is compared. What it does differently on
purpose or by a known defect stands here, and a disagreement that matches is counted apart: if it is
the original that is off, and Python that gives the trusted answer. A test holds every entry against
files written like the original: an entry that no longer occurs fails.
"""

from __future__ import annotations

import numpy as np

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.exercise.exercise import Excuse
from pysoftmax.exercise.softmax.bad_inputs import BASIC

__all__ = ["EXCUSES"]


def _top_class_absent(case: Case, _: Answer) -> bool:
    if case.function not in ("softmaxCost", "softmaxTrain"):
        return False
    classes, labels = (case.args[1], case.args[5 if case.function == "softmaxCost" else 4])
    return bool(np.size(labels) and np.max(labels) < classes)


def _single_class(case: Case, answer: Answer) -> bool:
    if answer.failure is not None:
        return False
    if case.function == "softmaxPredict":
        return bool(case.args[0]["numClasses"] == 1)
    return case.function == "softmaxCost" and case.args[1] == 1


def _infinite_cost(case: Case, answer: Answer) -> bool:
    if case.function != "softmaxCost" or answer.failure is not None:
        return False
    return not np.isfinite(np.asarray(answer.values[0])).any()


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


def _no_confidences(case: Case, answer: Answer) -> bool:
    if case.function != "softmaxPredict" or case.nargout < 2 or answer.failure is None:
        return False
    return "too many outputs" in answer.failure.message


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
        "log(p) of a probability that underflowed to 0 is -Inf, and where it is multiplied by the "
        "ground truth's 0, NaN; the gradient is right",
        _infinite_cost,
        frozenset({"cost"}),
    ),
    Excuse(
        "input not checked",
        "the original checks nothing; what happens to fit goes through",
        _unchecked,
    ),
    Excuse(
        "labels alone",
        "the original softmaxPredict has one output; the confidences are an extension",
        _no_confidences,
    ),
)
