"""Which mistake in softmaxTrain gives the model that came back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.exercise.conventions import is_numeric
from pysoftmax.exercise.mistakes import Explanation, Observation
from pysoftmax.exercise.softmax.mistakes.deviation import SoftmaxCourse
from pysoftmax.exercise.softmax.mistakes.lines import (
    OBJECTIVE,
    RETURN_MODEL,
    RETURN_MODEL_BY_ROWS,
    TRAIN,
)
from pysoftmax.kernels.plain import PlainProblem
from pysoftmax.words import plural

__all__ = ["explain_training", "trained_theta"]

Array = NDArray[np.float64]

NEAR = 1e-3
"""A gradient this small, beside the one at the start, marks an optimum of a small problem."""

FIELDS = ("optTheta", "inputSize", "numClasses")


def _return_model(course: SoftmaxCourse) -> str:
    """The line that makes a model of the trained parameters."""
    return course.write(*(RETURN_MODEL if course.theta_by == "columns" else RETURN_MODEL_BY_ROWS))


def trained_theta(value: Any, numClasses: int, inputSize: int) -> Array | None:
    """The parameters of a returned model as a matrix; None where there are none to be found.

    A vector of the right length counts as unrolled column by column.
    """
    theta = value.get("optTheta") if isinstance(value, dict) else None
    array = np.asarray(theta) if theta is not None else None
    if array is None or array.dtype.kind not in "biuf" or array.size != numClasses * inputSize:
        return None
    vector = array.ndim == 1 or 1 in array.shape
    if not vector and array.shape != (numClasses, inputSize):
        return None
    return array.astype(float).reshape(numClasses, inputSize, order="F")


def explain_training(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The mistake in the model, if one explains every failing case."""
    failing = [one for one in seen if not one.agrees]
    if any(one.answer.failure is not None or not one.answer.values for one in failing):
        return None
    found = [_explain(one, course) for one in failing]
    first = found[0] if found else None
    return first if first and all(f and f.name == first.name for f in found) else None


def _explain(one: Observation, course: SoftmaxCourse) -> Explanation | None:
    value = one.answer.values[0]
    size, classes = int(one.case.args[0]), int(one.case.args[1])
    odd = _odd_form(value, classes, size, course)
    if odd:
        return odd
    theta = trained_theta(value, classes, size)
    return None if theta is None else _not_the_optimum(one, theta, course)


def _odd_form(value: Any, classes: int, size: int, course: SoftmaxCourse) -> Explanation | None:
    fix = _return_model(course)
    if not isinstance(value, dict):
        if is_numeric(value) and value.size != classes * size:
            came = "a number" if value.size == 1 else plural(int(value.size), "number")
            return Explanation(
                "no model",
                f"softmaxTrain returns {came}; expected a model whose field optTheta holds the "
                f"parameters, here {classes} x {size}.",
                fix,
            )
        return Explanation(
            "parameters instead of a model",
            "softmaxTrain returns the parameters themselves; return a model that holds them in its "
            "field optTheta.",
            fix,
        )
    if "optTheta" not in value:
        names = ", ".join(sorted(map(str, value))) or "none"
        return Explanation(
            "model field renamed",
            f"the model that softmaxTrain returns has no field optTheta (its fields: {names}); "
            "softmaxPredict expects optTheta.",
            fix,
        )
    shape = np.shape(value["optTheta"])
    if shape == (size, classes) and size != classes:
        return Explanation(
            "optTheta transposed",
            f"optTheta is {size} x {classes} (inputSize x numClasses); expected numClasses x "
            "inputSize.",
            fix,
        )
    if trained_theta(value, classes, size) is None:
        came = " x ".join(map(str, shape)) or "a number"
        return Explanation(
            "optTheta of the wrong size",
            f"optTheta is {came}; expected {classes} x {size} (numClasses x inputSize).",
            fix,
        )
    return None


def _not_the_optimum(one: Observation, theta: Array, course: SoftmaxCourse) -> Explanation | None:
    """Where the parameters would be optimal, if not where they should."""
    weight = float(one.case.args[2])
    start = _size(one, np.zeros_like(theta), weight)
    rows_for_columns = (
        theta.ravel(order="F").reshape(theta.shape),
        theta.ravel(order="C").reshape(theta.shape, order="F"),
    )
    other = _weight(one, theta)
    # Next to a small lambda of the student's, no decay at all is near the optimum, too.
    is_number = _is_round(other) and _size(one, theta, other) < _size(one, theta, 0.0) / 5
    if _size(one, theta, 0.0) < NEAR * start and not is_number:
        return Explanation(
            "lambda ignored",
            "the parameters minimise the cost without its decay term. Do you pass lambda to "
            "softmaxCost?",
            course.write(*OBJECTIVE),
        )
    if any(_size(one, other, weight) < NEAR * start for other in rows_for_columns):
        wrong, right = ("rows", "columns")[:: 1 if course.theta_by == "columns" else -1]
        return Explanation(
            f"optTheta by {wrong}",
            f"the parameters are correct, but optTheta is filled by {wrong}; fill it by {right}.",
            _return_model(course),
        )
    if _size(one, theta, -weight) < NEAR * start:
        return Explanation(
            "sign of lambda",
            "the parameters minimise the cost with the decay term subtracted. Do you pass -lambda "
            "to softmaxCost?",
            course.write(*OBJECTIVE),
        )
    if _size(one, theta, other) < NEAR * start:
        return Explanation(
            "trained with another lambda",
            f"the parameters minimise the cost with lambda = {other:.2g}, not with the lambda that "
            "softmaxTrain receives. Is that number in the code?",
            course.write(*OBJECTIVE),
        )
    at_start, _ = _evaluate(one, np.zeros_like(theta), weight)
    reached, _ = _evaluate(one, theta, weight)
    # No figures: they would differ from run to run with the start, which is at random.
    if abs(reached - at_start) < 0.01 * at_start:
        return Explanation(
            "not trained",
            "the parameters are no better than the initial parameters. Did you use the result of "
            "minFunc?",
            f"{course.write(*TRAIN)}\n{_return_model(course)}",
        )
    return Explanation(
        "not at the minimum",
        "training stopped before the minimum. Do you pass options.maxIter, and all the examples, "
        "to minFunc?",
    )


def _weight(one: Observation, theta: Array) -> float:
    """The lambda for which theta is nearest to an optimum, by least squares."""
    square = float(np.sum(theta * theta))
    return -float(np.sum(_gradient(one, theta, 0.0) * theta)) / square if square else 0.0


def _is_round(weight: float) -> bool:
    """Return whether a number has one digit, to two parts in a hundred, as those in code have."""
    return weight > 0 and abs(float(f"{weight:.0e}") - weight) < 0.02 * weight


def _size(one: Observation, theta: Array, weight: float) -> float:
    """How far theta is from an optimum: the largest entry of the gradient there."""
    return float(np.abs(_gradient(one, theta, weight)).max())


def _gradient(one: Observation, theta: Array, weight: float) -> Array:
    return _evaluate(one, theta, weight)[1]


@np.errstate(all="ignore")
def _evaluate(one: Observation, theta: Array, weight: float) -> tuple[float, Array]:
    data, labels = np.asarray(one.case.args[3]), np.asarray(one.case.args[4])
    return PlainProblem(data, labels.ravel().astype(np.int64) - 1).evaluate(theta, weight)
