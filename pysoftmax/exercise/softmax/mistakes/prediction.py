"""Which mistake in softmaxPredict gives what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pysoftmax.exercise.mistakes import ROUNDING, Explanation, Observation, numbers
from pysoftmax.exercise.softmax.mistakes.deviation import Deviation, SoftmaxCourse, explanation

__all__ = ["explain_confidences", "explain_predict"]

Array = NDArray[np.float64]
Wrong = Callable[[Array, Array], Array]
"""Of theta (K x N) and data (N x M): what a wrong softmaxPredict returns, columns unrolled."""


def _softmax(scores: Array, axis: int | None = 0) -> Array:
    e = np.exp(scores - scores.max())
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


def _over_examples(e: Array) -> Array:
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def _by_rows(theta: Array) -> Array:
    """Parameters whose unrolled columns were read as rows."""
    return theta.ravel(order="F").reshape(theta.shape)


def predictions(course: SoftmaxCourse) -> tuple[tuple[Deviation, Wrong], ...]:
    """What a wrong softmaxPredict returns first, labels counted as the course counts them."""
    first = course.labels_from
    other = 1 - first
    octave = "[~, pred] = max(theta * data, [], 1)" + ("" if first else "; pred = pred - 1")
    python = "pred = np.argmax(theta @ data, axis=0)" + (" + 1" if first else "")

    def argmax(scores: Array, axis: int = 0) -> Array:
        return np.asarray(np.argmax(scores, axis=axis) + float(first))

    def wrong(name: str, looks: str, wrong: Wrong) -> tuple[Deviation, Wrong]:
        return Deviation(name, looks, octave, python), wrong

    def unrolled(matrix: Array) -> Array:
        turned = matrix.T if course.examples_in == "rows" else matrix
        return turned.ravel(order="F")

    common = (
        wrong(
            f"labels from {other}",
            f"counted from {other}",
            lambda t, x: np.argmax(t @ x, axis=0) + float(other),
        ),
        wrong(
            "argmin",
            "of the least probable class",
            lambda t, x: np.argmin(t @ x, axis=0) + float(first),
        ),
        wrong(
            "maximum over examples",
            "taken along the wrong axis: for each class the example of greatest score",
            lambda t, x: argmax(t @ x, axis=1),
        ),
        wrong(
            "confidences returned first",
            "in the wrong place: the first output holds the matrix of probabilities",
            lambda t, x: unrolled(_softmax(t @ x)),
        ),
        wrong(
            "scores returned",
            "missing: the output is the matrix theta * data",
            lambda t, x: unrolled(t @ x),
        ),
        wrong(
            "greatest score returned",
            "missing: the first output holds the greatest score, and must hold the labels",
            lambda t, x: (t @ x).max(axis=0),
        ),
        wrong(
            "greatest probability returned",
            "missing: the first output holds the greatest probability, and must hold the labels",
            lambda t, x: _softmax(t @ x).max(axis=0),
        ),
        wrong(
            "theta by rows",
            "that of a theta read row by row",
            lambda t, x: argmax(_by_rows(t) @ x),
        ),
        wrong(
            f"theta by rows, labels from {other}",
            f"counted from {other} and that of a theta read row by row",
            lambda t, x: np.argmax(_by_rows(t) @ x, axis=0) + float(other),
        ),
        wrong(
            "softmax over examples",
            "the class whose score is greatest among the examples (softmax over the wrong axis)",
            lambda t, x: argmax(_softmax(t @ x, axis=1)),
        ),
        wrong(
            "largest in size",
            "of the score of greatest absolute value",
            lambda t, x: argmax(np.abs(t @ x)),
        ),
        wrong("never filled in", "still all zeros", lambda t, x: np.zeros(x.shape[1])),
        wrong("always 1", "always class 1", lambda t, x: np.ones(x.shape[1])),
    )
    ten_as_zero = wrong(
        "10 as 0", "right, but class 10 comes as 0", lambda t, x: argmax(t @ x) % 10
    )
    return (*common, ten_as_zero) if first else common


CONFIDENCES = (
    (
        Deviation("not normalised", "not divided by its column sums"),
        lambda t, x: np.exp(t @ x),
    ),
    (
        Deviation("not normalised", "shifted by the maxima, but not divided by its column sums"),
        lambda t, x: np.exp(t @ x - (t @ x).max(axis=0)),
    ),
    (Deviation("scores returned", "theta * data itself"), lambda t, x: t @ x),
    (
        Deviation("softmax over examples", "normalised over the examples, not over the classes"),
        lambda t, x: _softmax(t @ x, axis=1),
    ),
    (
        Deviation("softmax over examples", "normalised over the examples, not over the classes"),
        lambda t, x: _over_examples(np.exp(t @ x - (t @ x).max(axis=0))),
    ),
    (
        Deviation("softmax over everything", "normalised over all entries at once"),
        lambda t, x: _softmax(t @ x, axis=None),
    ),
    (
        Deviation("transposed", "transposed: it must be numClasses x M"),
        lambda t, x: _softmax(t @ x).T,
    ),
    (
        Deviation("greatest probability only", "the greatest probability alone"),
        lambda t, x: _softmax(t @ x).max(axis=0),
    ),
    (
        Deviation("outputs swapped", "the labels: the two outputs are swapped"),
        lambda t, x: np.argmax(t @ x, axis=0) + 1.0,
    ),
    (
        Deviation("log probabilities", "the logarithm of the probabilities"),
        lambda t, x: np.log(_softmax(t @ x)),
    ),
)


def explain_predict(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The mistake in the predicted labels."""
    course = course.of_predictions()
    return _first_match(seen, 0, predictions(course), "your prediction is", course)


def explain_confidences(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The mistake in the confidences."""
    return _first_match(seen, 1, CONFIDENCES, "your matrix of confidences is", course)


def _first_match(
    seen: Sequence[Observation],
    output: int,
    candidates: Sequence[tuple[Deviation, Wrong]],
    subject: str,
    course: SoftmaxCourse,
) -> Explanation | None:
    """The one candidate that gives every answer seen; none when several do."""
    if any(o.answer.failure is not None or len(o.answer.values) <= output for o in seen):
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
    actual = numbers(one.answer.values[output])
    model, data = one.case.args
    candidate = wrong(np.asarray(model["optTheta"]), np.asarray(data)).ravel(order="F")
    if actual is None or actual.size != candidate.size:
        return False
    if output == 0:
        actual = actual - (1 - course.labels_from)  # as the submission counts
    scale = float(np.abs(candidate).max(initial=0.0))
    return bool((np.abs(actual - candidate) <= ROUNDING * scale).all())
