"""The items that are graded: which cases each asks, and how its answers are judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pysoftmax.conformance.case import Answer, Case
from pysoftmax.conformance.choices import Choices, SeededChoices
from pysoftmax.conformance.closeness import Tolerance
from pysoftmax.conformance.properties import Property
from pysoftmax.conformance.tolerances import (
    numerical_gradient_tolerances,
    softmax_cost_tolerances,
    softmax_predict_tolerances,
)
from pysoftmax.grader.cases import (
    CURVES,
    SIZES,
    Test,
    cost_alone,
    cost_and_gradient,
    far_from_zero,
    has_a_clear_winner,
    is_far,
    names_objective,
    numerical,
    prediction,
    varied,
)
from pysoftmax.grader.training import (
    cost_reached,
    digits_accuracy,
    digits_case,
    small_training_case,
    training_tolerances,
)

__all__ = ["ITEMS", "Item", "draw"]


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
            numerical,
            ("numgrad",),
            numerical_gradient_tolerances,
        ),
        "numerical gradient",
        tuple(map(names_objective, (*CURVES, "quadratic"))),
    ),
    Item(
        "predict",
        "Prediction",
        _property("labels", "softmaxPredict", prediction(1), ("pred",), softmax_predict_tolerances),
        "predict",
        tuple(map(varied, SIZES)),
        fair=has_a_clear_winner,
    ),
    Item(
        "confidences",
        "Confidences (second output of softmaxPredict)",
        _property(
            "confidences",
            "softmaxPredict",
            prediction(2),
            (None, "confidences"),
            softmax_predict_tolerances,
        ),
        "confidences",
        SIZES[:3],
        fair=has_a_clear_winner,
        needs_answers=("predict",),
        optional=True,
    ),
    Item(
        "cost",
        "Cost",
        _property(
            "cost",
            "softmaxCost",
            cost_alone,
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
            cost_and_gradient,
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
        _property(
            "large scores", "softmaxCost", far_from_zero, ("cost", "grad"), softmax_cost_tolerances
        ),
        "overflow",
        (is_far(False), is_far(True), is_far(False)),
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
