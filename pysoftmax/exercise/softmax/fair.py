"""The cases that are fair to ask: how they are made, and which are selected.

Every correct solution must pass them: the top class is always present, there are two examples
or more, labels come as a column, no two classes tie, no probability underflows; a common offset of
the scores has cases of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.exercise.item import Test
from pysoftmax.exercise.softmax.differentiation import numerical_gradient_case
from pysoftmax.exercise.softmax.problems import SEEDS, Regime, cost_case, predict_case

__all__ = [
    "CURVES",
    "SIZES",
    "cost_alone",
    "cost_and_gradient",
    "far_from_zero",
    "has_a_clear_winner",
    "is_far",
    "names_objective",
    "numerical",
    "prediction",
    "varied",
]

Array = NDArray[np.float64]

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
"""By how much the greatest score leads: rounding is 1e-15, so the summation order cannot change
the result."""


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


def cost_alone(choices: Choices) -> Case:
    return _short(cost_case(choices, FAIR, nargout=1))


def cost_and_gradient(choices: Choices) -> Case:
    return _short(cost_case(choices, FAIR, nargout=2))


def far_from_zero(choices: Choices) -> Case:
    """Scores near +1000 or -1000 in all columns, or near one in some and the other in others."""
    case = _short(cost_case(choices, FAR, nargout=2))
    if not choices.integer(0, 1):
        return case
    theta, classes, size, lambda_, data, labels = case.args
    apart = data.copy()
    apart[0, ::2] = -1.0
    apart.flags.writeable = False
    return replace(case, args=(theta, classes, size, lambda_, apart, labels))


def prediction(nargout: int) -> Callable[[Choices], Case]:
    return lambda choices: _short(predict_case(choices, FAIR, nargout))


def numerical(choices: Choices) -> Case:
    """Return a difference quotient of a function with short numbers and a small third derivative.

    Central differences with a step of 1e-3, which many use, err by a sixth of 1e-6 times it.
    Every function has parameters at random: a table of known functions gives no answer.
    """
    case = numerical_gradient_case(choices, CURVES, ("(n,)",))
    objective, theta = case.args
    parameters: dict[str, Any]
    if objective.name == "root":
        random = np.random.default_rng(choices.integer(0, SEEDS))
        parameters = {"c": _round(random.uniform(0.5, 1.5, theta.size), 1)}
    else:
        parameters = {name: _round(value, 1) for name, value in objective.parameters.items()}
    short = replace(objective, parameters=parameters)
    return replace(case, args=(short, _round(theta, 1)))


CURVES = ("product", "quadratic", "root")


def has_a_clear_winner(case: Case) -> bool:
    """Return whether in every example one class leads clearly."""
    model, data = case.args
    scores = np.sort(model["optTheta"] @ data, axis=0)
    return bool((scores[-1] - scores[-2] > MARGIN).all())


def _sizes(case: Case) -> tuple[int, int, int]:
    if case.function == "softmaxPredict":
        classes, size = np.shape(case.args[0]["optTheta"])
        return classes, size, np.shape(case.args[1])[1]
    return case.args[1], case.args[2], np.shape(case.args[4])[1]


def _distinct(test: Callable[[int, int, int], bool]) -> Test:
    """Select three different sizes, so that confusing two of them is caught."""
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


def varied(test: Test) -> Test:
    """Select cases in which the top class is predicted, and others too."""

    def is_varied(case: Case) -> bool:
        model, data = case.args
        predicted = set(np.argmax(model["optTheta"] @ data, axis=0).tolist())
        return model["numClasses"] - 1 in predicted and len(predicted) > 1

    return lambda case: test(case) and is_varied(case)


def is_far(apart: bool) -> Test:
    return lambda case: (
        len(set(_sizes(case))) == 3
        and max(_sizes(case)) <= 12
        and (case.args[4][0, 0] < 0) == apart
    )


def names_objective(name: str) -> Test:
    return lambda case: case.args[0].name == name and np.size(case.args[1]) > 1
