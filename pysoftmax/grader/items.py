"""The items that are graded: which cases each asks, and how its answers are held to the oracle's.

All cases obey what no right solution may fail on: the top class is always present, there are two
examples or more, labels come as a column, no two classes tie, no probability underflows; a common
offset of the scores has an item of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.conformance.case import Answer, Case
from pysoftmax.conformance.choices import Choices, SeededChoices
from pysoftmax.conformance.closeness import Tolerance
from pysoftmax.conformance.differentiation import numerical_gradient_case
from pysoftmax.conformance.problems import Regime, cost_case, predict_case
from pysoftmax.conformance.properties import Property
from pysoftmax.conformance.tolerances import (
    numerical_gradient_tolerances,
    softmax_cost_tolerances,
    softmax_predict_tolerances,
)
from pysoftmax.grader.training import (
    cost_reached,
    digits_accuracy,
    digits_case,
    small_training_case,
    training_tolerances,
)

__all__ = ["ITEMS", "Item", "draw"]

Array = NDArray[np.float64]
Test = Callable[[Case], bool]

FAIR = Regime(
    numClasses=(2, 12),
    inputSize=(2, 16),
    examples=(2, 30),
    theta=("normal",),
    data=("integers", "normal"),
    lambdas=(0.1, 0.03, 0.05),
    labels=("countdown", "random"),
)
"""Decay terms large enough to be seen, scores small enough for every way to write the formula."""

FAR = replace(FAIR, theta=("offset",), lambdas=(1e-4,))
"""The decay of the offset, 1e6 times lambda, must not drown the data term."""

MARGIN = 1e-3
"""By how much the greatest score leads: rounding is 1e-15, so nobody's order of adding decides."""


@dataclass(frozen=True)
class Item:
    """One line of the rubric.

    Attributes
    ----------
    name
        Its key in the rubric.
    title
        For people.
    claim
        What is claimed, how its cases are made and judged.
    requires
        Items that must have passed, or else it is not checked.
    needs_answers
        Items that must have given some values, right or wrong.
    mistakes
        The key of its explainer in `pysoftmax.conformance.mistakes`.
    fair
        Whether a case may be asked at all.
    wanted
        One test per case to be asked, so that sizes vary and the smallest goes first.
    measure
        What of the answer is compared: of the case, the answer and the oracle's answer.
    optional
        Whether giving nothing at all is no fault.
    """

    name: str
    title: str
    claim: Property
    mistakes: str
    wanted: tuple[Test, ...]
    fair: Test = lambda case: True
    requires: tuple[str, ...] = ()
    needs_answers: tuple[str, ...] = ()
    measure: Callable[[Case, Answer, Answer], Answer] = lambda case, answer, expected: answer
    optional: bool = False

    @property
    def function(self) -> str:
        return self.claim.function


def draw(item: Item, seed: int) -> list[tuple[Case, list[int]]]:
    """The item's cases for a seed, each with the choices that made it."""
    number = list(ITEMS).index(item.name)
    return [_draw_one(item, [seed, number, k], test) for k, test in enumerate(item.wanted)]


def _draw_one(item: Item, seed: Sequence[int], wanted: Test) -> tuple[Case, list[int]]:
    for attempt in range(10_000):
        choices = SeededChoices([*seed, attempt])
        case = item.claim.make(choices)
        if item.fair(case) and wanted(case):
            return case, choices.taken
    raise RuntimeError(f"no case of {item.name} is as wanted: its tests contradict each other")


def _short(case: Case) -> Case:
    """The case with parameters and data of two decimals and one, so that it can be pasted."""
    if case.function == "softmaxCost":
        theta, classes, size, lambda_, data, labels = case.args
        args = (_round(theta, 2), classes, size, lambda_, _round(data, 1), labels)
        return replace(case, args=args)
    model, data = case.args
    return replace(case, args=(model | {"optTheta": _round(model["optTheta"], 2)}, _round(data, 1)))


def _round(array: Array, digits: int) -> Array:
    rounded = np.round(array, digits) + 0.0  # no negative zeros
    rounded.flags.writeable = False
    return rounded


def _cost(choices: Choices) -> Case:
    return _short(cost_case(choices, FAIR, nargout=1))


def _cost_and_gradient(choices: Choices) -> Case:
    return _short(cost_case(choices, FAIR, nargout=2))


def _far(choices: Choices) -> Case:
    """Scores near +1000 or -1000 in all columns, or near one in some and the other in others."""
    case = _short(cost_case(choices, FAR, nargout=2))
    if not choices.integer(0, 1):
        return case
    theta, classes, size, lambda_, data, labels = case.args
    apart = data.copy()
    apart[0, ::2] = -1.0
    apart.flags.writeable = False
    return replace(case, args=(theta, classes, size, lambda_, apart, labels))


def _predict(nargout: int) -> Callable[[Choices], Case]:
    return lambda choices: _short(predict_case(choices, FAIR, nargout))


def _numerical(choices: Choices) -> Case:
    """A difference quotient of a function with short numbers and a small third derivative.

    Central differences with a step of 1e-3, which many use, err by a sixth of 1e-6 times it.
    """
    case = numerical_gradient_case(choices, CURVES, ("(n,)",))
    objective, theta = case.args
    parameters: dict[str, Any]
    if objective.name == "root":
        parameters = {"c": 1.0}
    else:
        parameters = {name: _round(value, 1) for name, value in objective.parameters.items()}
    short = replace(objective, parameters=parameters)
    return replace(case, args=(short, _round(theta, 1)))


CURVES = ("exercise", "quadratic", "root")


def _clear(case: Case) -> bool:
    """Whether in every example one class leads clearly."""
    model, data = case.args
    scores = np.sort(model["optTheta"] @ data, axis=0)
    return bool((scores[-1] - scores[-2] > MARGIN).all())


def _sizes(case: Case) -> tuple[int, int, int]:
    if case.function == "softmaxPredict":
        classes, size = np.shape(case.args[0]["optTheta"])
        return classes, size, np.shape(case.args[1])[1]
    return case.args[1], case.args[2], np.shape(case.args[4])[1]


def _distinct(test: Callable[[int, int, int], bool]) -> Test:
    """Three different sizes that pass the test: a size taken for another then shows."""
    return lambda case: len(set(_sizes(case))) == 3 and test(*_sizes(case))


SIZES = (
    _distinct(lambda k, n, m: max(k, n, m) <= 5),
    _distinct(lambda k, n, m: k == 10 and m > n),
    _distinct(lambda k, n, m: k > 10),
    _distinct(lambda k, n, m: k < 10 < n),
    _distinct(lambda k, n, m: k < n < 10 < m),
    _distinct(lambda k, n, m: n < k < 10),
)
"""A small case first, so that a hang costs seconds; ten classes as well as other numbers."""


def _varied(test: Test) -> Test:
    """A case that passes the test, and in which the top class is predicted but not it alone."""

    def is_varied(case: Case) -> bool:
        model, data = case.args
        predicted = set(np.argmax(model["optTheta"] @ data, axis=0).tolist())
        return model["numClasses"] - 1 in predicted and len(predicted) > 1

    return lambda case: test(case) and is_varied(case)


def _is_far(apart: bool) -> Test:
    return lambda case: (
        len(set(_sizes(case))) == 3
        and max(_sizes(case)) <= 12
        and (case.args[4][0, 0] < 0) == apart
    )


def _names_objective(name: str) -> Test:
    return lambda case: case.args[0].name == name and np.size(case.args[1]) > 1


def _property(
    name: str,
    function: str,
    make: Callable[[Choices], Case],
    outputs: tuple[str | None, ...],
    tolerances: Callable[[Case, Answer], tuple[Tolerance, ...]],
) -> Property:
    return Property(name, function, name, make, outputs, tolerances)


_ALL = (
    Item(
        "numerical-gradient",
        "Numerical gradient",
        _property(
            "numerical gradient",
            "computeNumericalGradient",
            _numerical,
            ("numgrad",),
            numerical_gradient_tolerances,
        ),
        "numerical gradient",
        tuple(map(_names_objective, (*CURVES, "quadratic"))),
    ),
    Item(
        "predict",
        "Prediction",
        _property("labels", "softmaxPredict", _predict(1), ("pred",), softmax_predict_tolerances),
        "predict",
        tuple(map(_varied, SIZES)),
        fair=_clear,
    ),
    Item(
        "confidences",
        "Confidences (second output of softmaxPredict)",
        _property(
            "confidences",
            "softmaxPredict",
            _predict(2),
            (None, "confidences"),
            softmax_predict_tolerances,
        ),
        "confidences",
        SIZES[:3],
        fair=_clear,
        needs_answers=("predict",),
        optional=True,
    ),
    Item(
        "cost",
        "Cost",
        _property(
            "cost",
            "softmaxCost",
            _cost,
            ("cost",),
            lambda case, expected: softmax_cost_tolerances(case)[:1],
        ),
        "cost",
        SIZES,
    ),
    Item(
        "gradient",
        "Gradient",
        _property(
            "gradient",
            "softmaxCost",
            _cost_and_gradient,
            (None, "grad"),
            softmax_cost_tolerances,
        ),
        "gradient",
        SIZES,
        needs_answers=("cost",),
    ),
    Item(
        "overflow",
        "Large scores (overflow)",
        _property("large scores", "softmaxCost", _far, ("cost", "grad"), softmax_cost_tolerances),
        "overflow",
        (_is_far(False), _is_far(True), _is_far(False)),
        requires=("cost", "gradient"),
    ),
    Item(
        "training",
        "Training",
        _property(
            "training",
            "softmaxTrain",
            small_training_case,
            ("cost at optTheta",),
            training_tolerances,
        ),
        "training",
        (lambda case: True, lambda case: True),
        requires=("cost", "gradient"),
        measure=cost_reached,
    ),
    Item(
        "full-run",
        "The whole run on handwritten digits",
        _property("full run", "softmaxTrain", digits_case, ("accuracy",), training_tolerances),
        "training",
        (lambda case: True,),
        requires=("predict", "training"),
        measure=digits_accuracy,
    ),
)

ITEMS: dict[str, Item] = {item.name: item for item in _ALL}
"""By name, in the order in which a student solves them."""
