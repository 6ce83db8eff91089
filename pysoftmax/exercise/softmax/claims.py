"""What is true of a correct implementation, each claim defined once.

A `Claim` makes cases of one function and compares an implementation's answer with the oracle's.
Parity, the grader, a student's own check and the tests all use these.
"""

from __future__ import annotations

from collections.abc import Callable

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.closeness import IDENTICAL, Tolerance
from pysoftmax.exercise.softmax import fair, problems
from pysoftmax.exercise.softmax.bad_inputs import BASIC, STRICT, bad_cost_case, bad_predict_case
from pysoftmax.exercise.softmax.differentiation import numerical_gradient_case
from pysoftmax.exercise.softmax.files import CUTS, images_case, labels_case
from pysoftmax.exercise.softmax.full_run import digits_case, small_training_case
from pysoftmax.exercise.softmax.pictures import PICTURE, pictures_case
from pysoftmax.exercise.softmax.problems import ANYTHING, EXTREME, Regime
from pysoftmax.exercise.softmax.runs import RUN_CLAIMS
from pysoftmax.exercise.softmax.tolerances import (
    numerical_gradient_tolerances,
    softmax_cost_tolerances,
    softmax_predict_tolerances,
)

__all__ = ["CLAIMS"]

Make = Callable[[Choices], Case]


def _cost(key: str, title: str, make: Make, share: int = 0) -> Claim:
    """Return the cost, whether or not there is a gradient."""
    return Claim(
        key,
        "softmaxCost",
        title,
        make,
        ("cost",),
        lambda case, expected: softmax_cost_tolerances(case)[:1],
        share=share,
    )


def _gradient(key: str, title: str, make: Make) -> Claim:
    """Return the gradient, whatever the cost is."""
    return Claim(key, "softmaxCost", title, make, (None, "grad"), softmax_cost_tolerances)


def _both(key: str, title: str, make: Make, share: int = 0) -> Claim:
    return Claim(
        key, "softmaxCost", title, make, ("cost", "grad"), softmax_cost_tolerances, share=share
    )


def _labels(key: str, title: str, make: Make, share: int = 0) -> Claim:
    return Claim(
        key, "softmaxPredict", title, make, ("pred",), softmax_predict_tolerances, share=share
    )


def _calls_cost(regime: Regime, nargout: int = 2) -> Make:
    return lambda choices: problems.cost_case(choices, regime, nargout)


def _calls_predict(regime: Regime, nargout: int = 1) -> Make:
    return lambda choices: problems.predict_case(choices, regime, nargout)


def _worth(_: Case, __: Answer) -> tuple[Tolerance, ...]:
    """No bound is derived: the rubric says how far from the best a model may be."""
    return (Tolerance("worth of the model", "an optimiser stops near the optimum", 0.0),)


_ALL = (
    _both("cost-and-gradient", "cost and gradient of anything finite", _calls_cost(ANYTHING), 7),
    _cost("cost", "the cost of ordinary problems", fair.cost_alone, 1),
    _gradient("gradient", "the gradient of ordinary problems", fair.cost_and_gradient),
    _both("large-scores", "cost and gradient if scores are near +-1000", fair.far_from_zero),
    _cost(
        "cost-extreme",
        "the cost if a true class's probability underflows",
        _calls_cost(EXTREME, nargout=1),
    ),
    _gradient("gradient-extreme", "the gradient if probabilities underflow", _calls_cost(EXTREME)),
    Claim(
        "confidences",
        "softmaxPredict",
        "labels and confidences of anything finite",
        _calls_predict(ANYTHING, nargout=2),
        ("pred", "confidences"),
        softmax_predict_tolerances,
        share=5,
        optional=True,
    ),
    Claim(
        "ordinary-confidences",
        "softmaxPredict",
        "the confidences of ordinary problems",
        fair.prediction(2),
        (None, "confidences"),
        softmax_predict_tolerances,
    ),
    _labels("predict", "the labels of ordinary problems", fair.prediction(1)),
    _labels(
        "predict-anything",
        "the labels of anything finite, ties included",
        _calls_predict(ANYTHING),
        4,
    ),
    *RUN_CLAIMS,
    Claim(
        "optimum",
        "softmaxTrain",
        "the cost at the parameters is the least possible",
        small_training_case,
        ("cost at optTheta",),
        _worth,
    ),
    Claim(
        "digits",
        "softmaxTrain",
        "the model tells handwritten digits apart",
        digits_case,
        ("accuracy",),
        _worth,
    ),
    Claim(
        "short-numerical-gradient",
        "computeNumericalGradient",
        "central differences of functions with short numbers",
        fair.numerical,
        ("numgrad",),
        numerical_gradient_tolerances,
    ),
    Claim(
        "numerical-gradient",
        "computeNumericalGradient",
        "central differences of smooth functions with EPSILON = 1e-4",
        numerical_gradient_case,
        ("numgrad",),
        numerical_gradient_tolerances,
        share=1,
    ),
    Claim(
        "images",
        "loadMNISTImages",
        "pixels over 255, each picture column by column",
        images_case,
        ("images",),
        lambda case, expected: (IDENTICAL,),
        share=3,
    ),
    Claim(
        "labels",
        "loadMNISTLabels",
        "labels as they are stored",
        labels_case,
        ("labels",),
        lambda case, expected: (IDENTICAL,),
        share=3,
    ),
    Claim(
        "pictures",
        "display_network",
        "the picture of many pictures",
        pictures_case,
        (None, "array"),
        lambda case, expected: (IDENTICAL, PICTURE),
        share=1,
    ),
    Claim(
        "bad-images-file",
        "loadMNISTImages",
        "a file that is cut, too long or of another kind is an error",
        lambda choices: images_case(choices, CUTS[1:]),
        must_fail=True,
        share=1,
    ),
    Claim(
        "bad-labels-file",
        "loadMNISTLabels",
        "a file that is cut, too long or of another kind is an error",
        lambda choices: labels_case(choices, CUTS[1:]),
        must_fail=True,
        share=1,
    ),
    Claim(
        "bad-cost-input",
        "softmaxCost",
        "bad input that the original rejects is an error",
        lambda choices: bad_cost_case(choices, tuple(BASIC)),
        must_fail=True,
    ),
    Claim(
        "bad-cost-input-strict",
        "softmaxCost",
        "all bad input is an error",
        lambda choices: bad_cost_case(choices, tuple(STRICT)),
        must_fail=True,
        share=2,
    ),
    Claim(
        "bad-predict-input",
        "softmaxPredict",
        "data that do not fit the model are an error",
        bad_predict_case,
        must_fail=True,
        share=1,
    ),
)

CLAIMS: dict[str, Claim] = {claim.key: claim for claim in _ALL}
"""By key, in the order in which a report shows their functions."""
