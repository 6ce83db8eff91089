"""What is true of a right implementation, each thing written once.

A `Property` makes cases of one exercise function and judges an implementation's answer beside the
oracle's. Parity, the grader and a student's own check all use these.
"""

from __future__ import annotations

from pysoftmax.conformance import problems
from pysoftmax.conformance.bad_inputs import BASIC, STRICT, bad_cost_case, bad_predict_case
from pysoftmax.conformance.closeness import IDENTICAL
from pysoftmax.conformance.differentiation import numerical_gradient_case
from pysoftmax.conformance.files import CUTS, images_case, labels_case
from pysoftmax.conformance.pictures import PICTURE, pictures_case
from pysoftmax.conformance.problems import ANYTHING, EXTREME, OFFSET, ORDINARY, Regime
from pysoftmax.conformance.property import Property
from pysoftmax.conformance.tolerances import (
    numerical_gradient_tolerances,
    softmax_cost_tolerances,
    softmax_predict_tolerances,
)
from pysoftmax.conformance.training import TRAINING_PROPERTIES

__all__ = ["PROPERTIES", "Property"]


def _cost(name: str, title: str, regime: Regime) -> Property:
    """The cost alone, of which grad need not exist."""
    return Property(
        name,
        "softmaxCost",
        title,
        lambda choices: problems.cost_case(choices, regime, nargout=1),
        ("cost",),
        lambda case, expected: softmax_cost_tolerances(case)[:1],
    )


def _gradient(name: str, title: str, regime: Regime) -> Property:
    """The gradient alone, whatever the cost is."""
    return Property(
        name,
        "softmaxCost",
        title,
        lambda choices: problems.cost_case(choices, regime),
        (None, "grad"),
        softmax_cost_tolerances,
    )


def _both(name: str, title: str, regime: Regime) -> Property:
    return Property(
        name,
        "softmaxCost",
        title,
        lambda choices: problems.cost_case(choices, regime),
        ("cost", "grad"),
        softmax_cost_tolerances,
    )


def _labels(name: str, title: str, regime: Regime) -> Property:
    return Property(
        name,
        "softmaxPredict",
        title,
        lambda choices: problems.predict_case(choices, regime),
        ("pred",),
        softmax_predict_tolerances,
    )


def _confidences(name: str, title: str, regime: Regime) -> Property:
    return Property(
        name,
        "softmaxPredict",
        title,
        lambda choices: problems.predict_case(choices, regime, nargout=2),
        ("pred", "confidences"),
        softmax_predict_tolerances,
    )


_ALL = (
    _cost("cost", "the cost of ordinary problems", ORDINARY),
    _gradient("gradient", "the gradient of ordinary problems", ORDINARY),
    _cost("cost-offset", "the cost where all scores lie near +-1000", OFFSET),
    _gradient("gradient-offset", "the gradient where all scores lie near +-1000", OFFSET),
    _cost("cost-extreme", "the cost where a true class's probability underflows", EXTREME),
    _gradient("gradient-extreme", "the gradient where probabilities underflow", EXTREME),
    _both("cost-and-gradient", "cost and gradient of anything finite", ANYTHING),
    _labels("predict", "the labels of ordinary problems", ORDINARY),
    _labels("predict-anything", "the labels of anything finite, ties included", ANYTHING),
    _confidences("confidences", "labels and confidences of anything finite", ANYTHING),
    Property(
        "numerical-gradient",
        "computeNumericalGradient",
        "central differences of smooth functions with EPSILON = 1e-4",
        numerical_gradient_case,
        ("numgrad",),
        numerical_gradient_tolerances,
    ),
    Property(
        "images",
        "loadMNISTImages",
        "pixels over 255, each picture column by column",
        images_case,
        ("images",),
        lambda case, expected: (IDENTICAL,),
    ),
    Property(
        "labels",
        "loadMNISTLabels",
        "labels as they are stored",
        labels_case,
        ("labels",),
        lambda case, expected: (IDENTICAL,),
    ),
    Property(
        "pictures",
        "display_network",
        "the picture of many pictures",
        pictures_case,
        (None, "array"),
        lambda case, expected: (IDENTICAL, PICTURE),
    ),
    Property(
        "bad-images-file",
        "loadMNISTImages",
        "a file that is cut, too long or of another kind is an error",
        lambda choices: images_case(choices, CUTS[1:]),
        must_fail=True,
    ),
    Property(
        "bad-labels-file",
        "loadMNISTLabels",
        "a file that is cut, too long or of another kind is an error",
        lambda choices: labels_case(choices, CUTS[1:]),
        must_fail=True,
    ),
    *TRAINING_PROPERTIES,
    Property(
        "bad-cost-input",
        "softmaxCost",
        "bad input that the original rejects is an error",
        lambda choices: bad_cost_case(choices, tuple(BASIC)),
        must_fail=True,
    ),
    Property(
        "bad-cost-input-strict",
        "softmaxCost",
        "all bad input is an error",
        lambda choices: bad_cost_case(choices, tuple(STRICT)),
        must_fail=True,
    ),
    Property(
        "bad-predict-input",
        "softmaxPredict",
        "data that do not fit the model are an error",
        bad_predict_case,
        must_fail=True,
    ),
)

PROPERTIES: dict[str, Property] = {p.name: p for p in _ALL}
"""By name. For other regimes make a `Property` the same way."""
