"""Which mistake in softmaxPredict gives what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pysoftmax.exercise.mistakes import ROUNDING, Explanation, Observation, numbers
from pysoftmax.exercise.softmax.mistakes.deviation import Deviation, SoftmaxCourse, explanation
from pysoftmax.exercise.softmax.mistakes.gradient_and_cost import only_ten_classes
from pysoftmax.exercise.softmax.mistakes.lines import (
    PREDICT,
    PREDICT_FROM_ZERO,
)
from pysoftmax.languages import PYTHON

__all__ = ["explain_confidences", "explain_predict"]

Array = NDArray[np.float64]
Wrong = Callable[[Array, Array], Array]
"""Of theta (K x N) and data (N x M): what a wrong softmaxPredict returns, columns unrolled; empty
if it fails."""


def _softmax(scores: Array, axis: int | None = 0) -> Array:
    e = np.exp(scores - scores.max())
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


def _greatest(scores: Array) -> Array:
    return np.asarray(scores == scores.max(axis=0), dtype=float)


def _over_examples(e: Array) -> Array:
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def _by_rows(theta: Array) -> Array:
    """Parameters whose unrolled columns were read as rows."""
    return theta.ravel(order="F").reshape(theta.shape)


def _weighted_sum(first: int, most: int | None = None) -> Wrong:
    """The sum of the class numbers, or of the first `most`, weighted by the probabilities."""

    def wrong(theta: Array, data: Array) -> Array:
        p = _softmax(theta @ data)
        classes = len(p) if most is None else most
        if classes > len(p):
            return np.empty(0)
        return np.asarray((first + np.arange(classes)) @ p[:classes])

    return wrong


def _rounded(wrong: Wrong) -> Wrong:
    return lambda theta, data: np.floor(wrong(theta, data) + 0.5)


def _reshaped_and_transposed(data: Array) -> Array:
    """``reshape(data, M, inputSize)'``, or NumPy's ``data.T.reshape(inputSize, M)``."""
    return data.reshape(data.shape[::-1], order="F").T


def _transposed_and_reshaped(data: Array) -> Array:
    """``reshape(data', inputSize, M)``, or NumPy's ``data.reshape(M, inputSize).T``."""
    return data.T.reshape(data.shape, order="F")


def predictions(course: SoftmaxCourse) -> tuple[tuple[Deviation, Wrong], ...]:
    """What a wrong softmaxPredict returns first, labels counted as the course counts them."""
    first = course.labels_from
    other = 1 - first
    last = "numClasses" if first else "numClasses - 1"
    fix = PREDICT if first else PREDICT_FROM_ZERO

    def argmax(scores: Array, axis: int = 0) -> Array:
        return np.asarray(np.argmax(scores, axis=axis) + float(first))

    def wrong(
        name: str, what: str, wrong: Wrong, *formulas: tuple[str, str]
    ) -> tuple[Deviation, Wrong]:
        return Deviation(name, what, fix, formulas), wrong

    def of_changed(change: Callable[[Array], Array]) -> Wrong:
        return lambda t, x: argmax(t @ change(x))

    def unrolled(matrix: Array) -> Array:
        turned = matrix.T if course.examples_in == "rows" else matrix
        return turned.ravel(order="F")

    common = (
        wrong(
            f"labels from {other}",
            f"counts classes from {other}; they run from {first} to {last}",
            lambda t, x: np.argmax(t @ x, axis=0) + float(other),
        ),
        wrong(
            "argmin",
            "is the least probable class: take the maximum, not the minimum",
            lambda t, x: np.argmin(t @ x, axis=0) + float(first),
        ),
        wrong(
            "maximum over examples",
            "takes the maximum along the wrong axis, over the examples; take it in each column, "
            "over the classes",
            lambda t, x: argmax(t @ x, axis=1),
        ),
        wrong(
            "confidences returned first",
            "is the matrix of probabilities; return the classes as the first output",
            lambda t, x: unrolled(_softmax(t @ x)),
        ),
        wrong(
            "scores returned",
            "is the matrix of scores {}; return the row of the largest entry in each column",
            lambda t, x: unrolled(t @ x),
            ("theta * data", "theta @ data"),
        ),
        wrong(
            "greatest score returned",
            "is the largest score of each example; return the row in which it is",
            lambda t, x: (t @ x).max(axis=0),
        ),
        wrong(
            "greatest probability returned",
            "is the largest probability of each example; return the row in which it is",
            lambda t, x: _softmax(t @ x).max(axis=0),
        ),
        wrong(
            "theta by rows",
            "is that of a theta read row by row; use optTheta as it is",
            lambda t, x: argmax(_by_rows(t) @ x),
        ),
        wrong(
            f"theta by rows, labels from {other}",
            f"counts classes from {other}, and reads theta row by row",
            lambda t, x: np.argmax(_by_rows(t) @ x, axis=0) + float(other),
        ),
        wrong(
            "softmax over examples",
            "divides each row of the probabilities by its sum; divide each column",
            lambda t, x: argmax(_softmax(t @ x, axis=1)),
        ),
        wrong(
            "largest in size",
            "is the class of the largest absolute score; take the largest score",
            lambda t, x: argmax(np.abs(t @ x)),
        ),
        *(
            wrong(
                "data reshaped",
                "is that of data whose shape was changed; use data as it is, since a reshape is "
                "not a transpose",
                of_changed(change),
            )
            for change in (_reshaped_and_transposed, _transposed_and_reshaped)
        ),
        wrong(
            "features counted as examples",
            "has inputSize entries, one for each feature; return one for each example",
            lambda t, x: argmax(t @ x[:, : len(x)]),
        ),
        *(
            wrong(
                "classes weighted",
                "is the sum of the class numbers, each times its probability; return the class "
                "with the largest probability",
                average,
            )
            for average in (_weighted_sum(first), _rounded(_weighted_sum(first)))
        ),
        *(
            wrong(
                "four classes weighted",
                "is the sum of the numbers of the first four classes, each times its probability; "
                "return the class with the largest probability of all",
                average,
            )
            for average in (_weighted_sum(first, 4), _rounded(_weighted_sum(first, 4)))
        ),
        wrong(
            "one-hot predictions",
            "is a matrix with a 1 in each column; return the row in which it is",
            lambda t, x: unrolled(_greatest(t @ x)),
        ),
        wrong(
            "maximum of everything",
            "is a single number, the place of the largest entry of the whole matrix; take the "
            "maximum of each column, {}",
            lambda t, x: np.array(
                [np.argmax(course.language.choose(octave=(t @ x).T, python=t @ x)) + float(first)]
            ),
            ("max(theta * data, [], 1)", "(theta @ data).argmax(axis=0)"),
        ),
        wrong("never filled in", "is always 0", lambda t, x: np.zeros(x.shape[1])),
        wrong("always 1", "is always class 1", lambda t, x: np.ones(x.shape[1])),
    )
    ten_as_zero = wrong(
        "10 as 0",
        "returns 0 for class 10; the digit 0 has label 10",
        lambda t, x: argmax(t @ x) % 10,
    )
    one_down = wrong(
        "labels from -1",
        "counts classes from -1: argmax counts from 0, so add 1",
        lambda t, x: np.argmax(t @ x, axis=0) - 1.0,
    )
    own = (one_down,) if course.language == PYTHON else ()
    return (*common, *own, ten_as_zero) if first else (*common, *own)


CONFIDENCES = (
    (
        Deviation("not normalised", "is not divided by its column sums"),
        lambda t, x: np.exp(t @ x),
    ),
    (
        Deviation("not normalised", "is not divided by its column sums"),
        lambda t, x: np.exp(t @ x - (t @ x).max(axis=0)),
    ),
    (
        Deviation("scores returned", "holds scores; turn them into probabilities"),
        lambda t, x: t @ x,
    ),
    (
        Deviation("softmax over examples", "sums to one in each row; it must do so in each column"),
        lambda t, x: _softmax(t @ x, axis=1),
    ),
    (
        Deviation("softmax over examples", "sums to one in each row; it must do so in each column"),
        lambda t, x: _over_examples(np.exp(t @ x - (t @ x).max(axis=0))),
    ),
    (
        Deviation(
            "softmax over everything",
            "is divided by the sum of all entries; divide each column by its own sum",
        ),
        lambda t, x: _softmax(t @ x, axis=None),
    ),
    (
        Deviation("transposed", "is transposed; expected numClasses x M"),
        lambda t, x: _softmax(t @ x).T,
    ),
    (
        Deviation(
            "greatest probability only",
            "holds only the largest probability of each example; return all of them",
        ),
        lambda t, x: _softmax(t @ x).max(axis=0),
    ),
    (
        Deviation("outputs swapped", "holds the classes: the two outputs are swapped"),
        lambda t, x: np.argmax(t @ x, axis=0) + 1.0,
    ),
    (
        Deviation("log probabilities", "holds the logarithms of the probabilities"),
        lambda t, x: np.log(_softmax(t @ x)),
    ),
)


def explain_predict(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The mistake in the predicted labels."""
    course = course.of_predictions()
    found = _first_match(seen, 0, predictions(course), "your prediction", course)
    return found or only_ten_classes(seen, "your prediction")


def explain_confidences(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The mistake in the confidences."""
    return _first_match(seen, 1, CONFIDENCES, "your matrix of confidences", course)


def _first_match(
    seen: Sequence[Observation],
    output: int,
    candidates: Sequence[tuple[Deviation, Wrong]],
    subject: str,
    course: SoftmaxCourse,
) -> Explanation | None:
    """The one candidate that gives every answer seen; none when several do."""
    running = [one for one in seen if one.answer.failure is None]
    if not running or any(len(one.answer.values) <= output for one in running):
        return None
    names = [
        deviation
        for deviation, wrong in candidates
        if all(_gives(wrong, one, output, course) for one in seen)
    ]
    if len({d.name for d in names}) != 1:
        return None
    return explanation(subject, names[:1], course)


@np.errstate(all="ignore")
def _gives(wrong: Wrong, one: Observation, output: int, course: SoftmaxCourse) -> bool:
    model, data = one.case.args
    candidate = wrong(np.asarray(model["optTheta"]), np.asarray(data)).ravel(order="F")
    if one.answer.failure is not None:
        return candidate.size == 0
    actual = numbers(one.answer.values[output])
    if actual is None or actual.size != candidate.size:
        return False
    if output == 0:
        actual = actual - (1 - course.labels_from)  # as the submission counts
    scale = float(np.abs(candidate).max(initial=0.0))
    return bool((np.abs(actual - candidate) <= ROUNDING * scale).all())
