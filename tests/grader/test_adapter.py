"""A course's conventions: translated there and back, nothing changes."""

from __future__ import annotations

import itertools
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.exercise.softmax.problems import ORDINARY, cost_case, predict_case
from pysoftmax.exercise.softmax.reference import oracle
from pysoftmax.languages import OCTAVE, PYTHON
from pysoftmax.softmaxCost import softmaxCost
from pysoftmax.softmaxPredict import softmaxPredict

FIRST: tuple[Literal[0, 1], ...] = (1, 0)
SIDES: tuple[Literal["columns", "rows"], ...] = ("columns", "rows")
CONVENTIONS = [
    SoftmaxConventions(labels_from=labels, theta_by=theta, examples_in=examples)
    for labels, theta, examples in itertools.product(FIRST, SIDES, SIDES)
]


def as_a_course_would(adapter: SoftmaxConventions, case: Case) -> Answer:
    """The right answer of a solution that follows the course's conventions."""
    call = adapter.to_student(case, PYTHON)
    given_ = dict(zip(adapter.argument_names(case.function), call.args, strict=True))
    data = np.asarray(given_["data"])
    data = data.T if adapter.examples_in == "rows" else data
    if case.function == "softmaxPredict":
        pred, p = softmaxPredict(given_["softmaxModel"], data, 2)
        p = p.T if adapter.examples_in == "rows" else p
        return Answer((pred - 1 + adapter.labels_from, p))
    order: Any = "C" if adapter.theta_by == "rows" else "F"
    classes, size = given_["numClasses"], given_["inputSize"]
    theta = np.reshape(given_["theta"], (classes, size), order=order).ravel(order="F")
    labels = np.asarray(given_["labels"]) + 1 - adapter.labels_from
    cost, grad = softmaxCost(theta, classes, size, given_["lambda"], data, labels)
    return Answer((np.asarray(cost), grad.reshape((classes, size), order="F").ravel(order=order)))


@pytest.mark.parametrize("adapter", CONVENTIONS, ids=str)
@settings(max_examples=10)
@given(seed=st.integers(0, 1000))
def test_a_solution_in_the_courses_conventions_is_right(
    adapter: SoftmaxConventions, seed: int
) -> None:
    """What is right in any combination of conventions reads as the reference's answer."""
    for case in (
        cost_case(SeededChoices(seed), ORDINARY),
        predict_case(SeededChoices(seed), ORDINARY, 2),
    ):
        (right,) = oracle().answer([case])
        read = adapter.from_student(case, as_a_course_would(adapter, case))
        for value, expected in zip(read.values, right.values, strict=True):
            np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("adapter", CONVENTIONS, ids=str)
def test_answers_are_shown_as_the_course_gives_them(adapter: SoftmaxConventions) -> None:
    """What a report shows of the reference's answer is what a right solution returns."""
    for case in (
        cost_case(SeededChoices(5), ORDINARY),
        predict_case(SeededChoices(5), ORDINARY, 2),
    ):
        (right,) = oracle().answer([case])
        shown = adapter.as_returned(case, right)
        given_ = as_a_course_would(adapter, case)
        for value, expected in zip(shown.values, given_.values, strict=True):
            np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-12)


def test_a_course_may_ask_for_sizes_and_iterations() -> None:
    """Where the course says so, predicting gets the sizes and training maxIter alone."""
    names = {
        "softmaxPredict": ("theta", "data", "inputSize", "numClasses"),
        "softmaxTrain": ("inputData", "labels", "maxIter"),
    }
    adapter = SoftmaxConventions(arguments=names)
    case = predict_case(SeededChoices(1), ORDINARY)
    theta, _, size, classes = adapter.to_student(case, PYTHON).args
    assert np.shape(theta) == (classes, size)
    training = Case("softmaxTrain", (2, 3, 0.1, np.eye(2), np.ones(2), {"maxIter": 7}))
    assert adapter.to_student(training, PYTHON).args[2] == 7


ODD = [
    (lambda c, g: (np.array([[c]]), g.reshape(-1, 1))),
    (lambda c, g: (np.array([c]), g.reshape(1, -1))),
    (lambda c, g: (np.asarray(c), g.astype(np.longdouble))),
]


@pytest.mark.parametrize("odd", ODD)
def test_right_in_value_and_odd_in_shape_is_right(odd: Any) -> None:
    """A cost in an array, a gradient lying either way: read as a number and a vector."""
    case = cost_case(SeededChoices(3), ORDINARY)
    (right,) = oracle().answer([case])
    read = SoftmaxConventions().from_student(case, Answer(odd(*right.values)))
    assert np.shape(read.values[0]) == ()
    assert np.shape(read.values[1]) == np.shape(right.values[1])
    np.testing.assert_allclose(np.asarray(read.values[1], float), right.values[1])


def test_arguments_follow_the_courses_order_and_names() -> None:
    """Reordered, left out, renamed: the call is the course's."""
    adapter = SoftmaxConventions(
        functions={"softmaxCost": "soft.cost", "softmaxPredict": "predict"},
        arguments={"softmaxCost": ("labels", "data", "theta"), "softmaxPredict": ("theta", "data")},
    )
    case = cost_case(SeededChoices(1), ORDINARY)
    call = adapter.to_student(case, PYTHON)
    assert call.function == "soft:cost"
    assert [np.shape(a) for a in call.args] == [np.shape(case.args[k]) for k in (5, 4, 0)]
    predict = predict_case(SeededChoices(1), ORDINARY)
    called = adapter.to_student(predict, PYTHON)
    assert called.function == "predict:predict"
    assert called.args[0] is predict.args[0]["optTheta"]


def test_labels_are_whole_in_python_and_doubles_in_octave() -> None:
    """In Python labels serve as indices; Octave's arithmetic wants doubles."""
    case = cost_case(SeededChoices(1), ORDINARY)
    assert SoftmaxConventions().to_student(case, PYTHON).args[5].dtype == np.int64
    assert SoftmaxConventions().to_student(case, OCTAVE).args[5].dtype == np.float64
