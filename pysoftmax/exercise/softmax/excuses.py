"""Where the original's Octave files and octave_ref rightly disagree, and nowhere else.

The original is taken as it is when a course's own copy is compared. What it does differently on
purpose or by a known defect stands here, and a disagreement that matches is counted apart: if it is
the original that is off, and Python that gives the trusted answer. A test holds every entry against
files written like the original: an entry that no longer occurs fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pysoftmax.conformance.bad_inputs import BASIC
from pysoftmax.conformance.case import Answer, Case
from pysoftmax.conformance.property import Property

__all__ = ["DEVIATIONS", "Deviation", "deviation_of"]


@dataclass(frozen=True)
class Deviation:
    """One known difference of the original.

    Attributes
    ----------
    name
        A short name.
    why
        What the original does, and why that is no fault of who uses it.
    explains
        ``explains(case, answer of the original)``: whether this is an instance.
    outputs
        The outputs it is about, where it leaves the others right; None where it does not.
    """

    name: str
    why: str
    explains: Callable[[Case, Answer], bool]
    outputs: frozenset[str] | None = None


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


DEVIATIONS: tuple[Deviation, ...] = (
    Deviation(
        "top class absent",
        "the starter builds its ground truth as full(sparse(labels, 1:numCases, 1)), which has as "
        "many rows as the largest label; without the top class the sizes do not match, or are "
        "silently stretched where that label is 1",
        _top_class_absent,
    ),
    Deviation(
        "a single class",
        "max() and sum() of a matrix with one row run along that row, over the examples",
        _single_class,
    ),
    Deviation(
        "infinite cost",
        "log(p) of a probability that underflowed to 0 is -Inf, and where it is multiplied by the "
        "ground truth's 0, NaN; the gradient is right",
        _infinite_cost,
        frozenset({"cost"}),
    ),
    Deviation(
        "input not checked",
        "the original checks nothing; what happens to fit goes through",
        _unchecked,
    ),
    Deviation(
        "labels alone",
        "the original softmaxPredict has one output; the confidences are an extension",
        _no_confidences,
    ),
)


def deviation_of(
    held: Property, case: Case, answer: Answer, original: Answer, trusted: Answer
) -> Deviation | None:
    """The known deviation that explains why an answer is not the original's, if there is one.

    Parameters
    ----------
    held
        The property that was claimed of the case.
    case
        What was asked.
    answer, original, trusted
        What the Python side, the original, and pysoftmax itself made of it.
    """
    off = held.judge(case, original, trusted)
    if off.agrees or not held.judge(case, answer, trusted).agrees:
        return None
    wrong = {mismatch.output for mismatch in off.mismatches}
    for known in DEVIATIONS:
        about_it = known.outputs is None or (wrong and wrong <= known.outputs)
        if about_it and known.explains(case, original):
            return known
    return None
