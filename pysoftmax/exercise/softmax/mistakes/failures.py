"""Softmax regression's mistakes that end in an error message instead of in numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from pysoftmax.comparison.case import Case
from pysoftmax.exercise.failures import (
    EXAMPLES,
    NOT_CONFORMANT,
    TWO_SHAPES,
    explain_failures,
    messages_of,
)
from pysoftmax.exercise.mistakes import Explanation, Observation
from pysoftmax.exercise.softmax.mistakes.deviation import SoftmaxCourse

__all__ = ["OTHER_FILES", "explain_softmax_failures"]

OTHER_FILES = frozenset(
    {
        *("fmincg", "minimize", "sigmoid", "logsumexp", "stack2params", "params2stack"),
        *("feedForwardAutoencoder", "sparseAutoencoderCost", "initializeParameters"),
    }
)
"""Functions that come in files of this or other courses, which must be handed in to be used."""


_NO_SECOND_OUTPUT = re.compile(
    r"returned 1 of 2 outputs|called with too many outputs|element number 2 undefined"
    r"|output argument 'grad' (is )?undefined|'grad' undefined"
)


def _no_gradient(
    _: Sequence[Observation], failed: Sequence[Observation], __: SoftmaxCourse
) -> Explanation | None:
    if failed[0].case.function != "softmaxCost" or failed[0].case.nargout < 2:
        return None
    if not all(_NO_SECOND_OUTPUT.search(message) for message in messages_of(failed)):
        return None
    return Explanation(
        "no gradient", "softmaxCost returns no gradient: its second output is missing."
    )


def _other_base(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """Labels taken for indices that begin where the labels do not, in every case."""
    if course.labels_from == 1:
        if course.language != "python" or not all(map(_one_too_far, failed)):
            return None
        return Explanation(
            "labels from 0",
            "the labels are used as indices from 0; they run from 1 to numClasses.",
            "groundTruth[labels - 1, np.arange(M)] = 1",
        )
    if not all(_BEFORE_THE_FIRST.search(message) for message in messages_of(failed)):
        return None
    return Explanation(
        "labels from 1",
        "the labels are taken to run from 1; they run from 0 to numClasses - 1.",
        course.write("labels + 1 is the index", "groundTruth[labels, np.arange(M)] = 1"),
    )


_BEFORE_THE_FIRST = re.compile(
    r"negative (?:axis \d+|row|column) index|index \((?:_,)?0(?:,_)?\): out of bound"
)
_TOO_LARGE = re.compile(
    r"index (\d+) (?:is out of bounds for axis \d+ with size|exceeds matrix dimension) (\d+)"
)


def _one_too_far(one: Observation) -> bool:
    """An index of numClasses, or a matrix with a row for each number from 0 to numClasses."""
    (message,), classes, examples = messages_of([one]), _classes(one.case), _examples(one.case)
    found = _TOO_LARGE.search(message)
    if found:
        return (int(found[1]), int(found[2])) == (classes, classes)
    found = TWO_SHAPES.search(message)
    if not found:
        return False
    a, b, c, d = map(int, found.groups())
    return {(a, b), (c, d)} == {(classes, examples), (classes + 1, examples)}


def _bias_row(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A product whose inner sizes are inputSize and inputSize + 1."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        size = _features(one.case)
        if _inner_sizes(message) != (size, size + 1):
            return None
    return Explanation(
        "bias row added",
        "a row of ones is added to the data; there is no bias term here, theta is numClasses x "
        "inputSize.",
        "theta * data" if course.language == "octave" else "theta @ data",
    )


def _rows(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A product whose inner sizes are those of an example and of their number."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        sizes = {_features(one.case), _examples(one.case)}
        if len(sizes) != 2 or sizes not in (set(_inner_sizes(message)), _lengths(message)):
            return None
    if course.examples_in == "rows":
        return Explanation(
            "examples in columns",
            "the examples are taken to be the columns of data; they are its rows (M x inputSize).",
            "data * theta'" if course.language == "octave" else "data @ theta.T",
        )
    return Explanation(
        "examples in rows",
        "the examples are taken to be the rows of data; they are its columns (inputSize x M).",
        "theta * data" if course.language == "octave" else "theta @ data",
    )


def _theta_transposed(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A product of theta' with data: its inner sizes are numClasses and inputSize."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        sizes = _classes(one.case), _features(one.case)
        inner = _inner_sizes(message)
        if sizes[0] == sizes[1] or inner not in (sizes, sizes[::-1]):
            return None
    return Explanation(
        "theta transposed",
        "theta is taken transposed; as a matrix it is numClasses x inputSize.",
        course.write("theta * data", "theta @ data"),
    )


def _labels_as_row(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """Indices of which one is the labels, a column, and another is counted off as a row."""
    words = "sub2ind: all subscripts must be of the same size"
    if course.language != "octave" or not all(words in m for m in messages_of(failed)):
        return None
    return Explanation(
        "labels as a row", "the labels are taken for a row; they come as a column.", "labels(:)'"
    )


def _labels_as_matrix(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """The labels multiplied, entry by entry, with a matrix that has a row for each class."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        found = NOT_CONFORMANT.search(message)
        a, b, c, d = map(int, found.groups()) if found else (0, 0, 0, 0)
        classes, examples = _classes(one.case), _examples(one.case)
        if not classes or {(a, b), (c, d)} != {(examples, 1), (classes, examples)}:
            return None
    return Explanation(
        "labels as ground truth",
        "the labels are used as the matrix groundTruth; they are class numbers, of which it has "
        "to be made.",
        course.write(
            "groundTruth = full(sparse(labels, 1:M, 1))",
            "groundTruth[labels - 1, np.arange(M)] = 1",
        ),
    )


def _lengths(message: str) -> set[int]:
    """The lengths of two vectors that should have been the same."""
    found = re.search(r"shapes? \((\d+),\) \((\d+),\)", message)
    return set(map(int, found.groups())) if found else set()


def _inner_sizes(message: str) -> tuple[int, ...]:
    """Columns of the left and rows of the right factor in a message about their product."""
    found = NOT_CONFORMANT.search(message)
    if found:
        return int(found[2]), int(found[3])
    found = re.search(r"\(size (\d+) is different from (\d+)\)", message)
    if found:
        return int(found[2]), int(found[1])
    found = re.search(r"shapes \(\d+,(\d+)\) and \((\d+),\d+\) not aligned", message)
    return (int(found[1]), int(found[2])) if found else ()


def _classes(case: Case) -> int:
    if case.function == "softmaxCost":
        return int(case.args[1])
    return int(case.args[0]["numClasses"]) if isinstance(case.args[0], dict) else 0


def _examples(case: Case) -> int:
    if case.function == "softmaxCost":
        return int(np.shape(case.args[4])[1])
    return int(np.shape(case.args[1])[1]) if isinstance(case.args[0], dict) else 0


def _features(case: Case) -> int:
    if case.function == "softmaxCost":
        return int(case.args[2])
    return int(case.args[0]["inputSize"]) if isinstance(case.args[0], dict) else 0


def _sizes(case: Case) -> Mapping[str, int]:
    return {
        "numClasses": _classes(case),
        "inputSize": _features(case),
        EXAMPLES: _examples(case),
    }


explain_softmax_failures = explain_failures(
    outputs=("pred", "cost", "numgrad"),
    other_files=OTHER_FILES,
    sizes=_sizes,
    own=(
        _no_gradient,
        _other_base,
        _bias_row,
        _rows,
        _theta_transposed,
        _labels_as_row,
        _labels_as_matrix,
    ),
)
"""Knows the error messages of softmax regression's typical mistakes."""
