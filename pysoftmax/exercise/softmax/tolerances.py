"""The tolerance of every output of every exercise function, derived from its case."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.closeness import IDENTICAL, Tolerance
from pysoftmax.comparison.objectives import Objective
from pysoftmax.comparison.tolerance import EPS
from pysoftmax.exercise.softmax.bounds import (
    SoftmaxBounds,
    probability_bounds,
    softmax_bounds,
)

__all__ = [
    "numerical_gradient_tolerances",
    "softmax_cost_tolerances",
    "softmax_predict_tolerances",
]

Tolerances = tuple[Tolerance, ...]

EPSILON = 1e-4
"""The exercise's step of computeNumericalGradient."""

WHY_COST = (
    "N eps |theta||data| in each score, through log-softmax, averaged over M; "
    "M eps of the mean and K N eps of the decay term for the sums"
)
WHY_GRADIENT = (
    "the probabilities' bound plus M eps of each residual, times |data|', over M; "
    "4 eps of the decay term"
)
WHY_PROBABILITY = "exp turns the scores' absolute bound into a relative one; K + 8 ulps for the sum"


def softmax_cost_tolerances(case: Case, _: Answer | None = None) -> Tolerances:
    """For cost and grad."""

    @cache
    def bounds() -> SoftmaxBounds:
        theta, classes, features, lambda_, data, labels = case.args
        matrix = np.asarray(theta).reshape(classes, features, order="F")
        return softmax_bounds(matrix, lambda_, data, labels)

    return (
        Tolerance("cost", WHY_COST, lambda: bounds().cost),
        Tolerance("gradient", WHY_GRADIENT, lambda: bounds().gradient.ravel(order="F")),
    )


def softmax_predict_tolerances(case: Case, _: Answer | None = None) -> Tolerances:
    """For pred, identical, and the confidences."""
    if case.nargout == 1:
        return (IDENTICAL,)
    model, data = case.args
    return (
        IDENTICAL,
        Tolerance(
            "probability",
            WHY_PROBABILITY,
            lambda: probability_bounds(model["optTheta"], data),
            zero_signs=True,
        ),
    )


def numerical_gradient_tolerances(case: Case, _: Answer | None = None) -> Tolerances:
    """For numgrad: what rounding of J is left after division by the step."""
    objective, theta = case.args
    return (
        Tolerance(
            "difference quotient",
            "twice the rounding of J near theta over 2 EPSILON, and 2 eps of the quotient",
            _quotient_bound(objective, np.asarray(theta, dtype=float)),
        ),
    )


def _quotient_bound(objective: Objective, theta: Any) -> float:
    nearby = np.abs(theta) + EPSILON
    _, gradient = objective.evaluate(theta)
    largest = float(np.abs(gradient).max(initial=0.0))
    rounding = max(objective.rounding(nearby), objective.rounding(theta))
    return 2 * rounding / (2 * EPSILON) + 2 * EPS * largest
