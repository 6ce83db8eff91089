"""Cases of computeNumericalGradient and objectives at random."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pysoftmax.comparison.arrays import read_only
from pysoftmax.comparison.case import Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.comparison.objectives import FORMULAS, Objective
from pysoftmax.exercise.softmax.objective import SOFTMAX_COST
from pysoftmax.exercise.softmax.problems import ORDINARY, SEEDS, problem

__all__ = ["SMOOTH", "numerical_gradient_case", "objective"]

SMOOTH = ("linear", "quadratic", "exercise", "rosenbrock", "quartic", "root", "softmax")
"""Objectives that are finite and smooth everywhere, the simplest first."""


def objective(
    choices: Choices, names: Sequence[str] = SMOOTH, nargout: int = 2, largest: int = 8
) -> tuple[Objective, np.ndarray[Any, np.dtype[np.float64]]]:
    """Return an objective, and a point of its dimension (1-D)."""
    name = choices.pick(names)
    if name == "softmax":
        return _softmax(choices, nargout)
    lowest = 2 if name in ("exercise", "product", "rosenbrock") else 1
    size = choices.integer(lowest, largest)
    random = np.random.default_rng(choices.integer(0, SEEDS))
    function = Objective(FORMULAS[name], _parameters(name, size, random), nargout)
    return function, random.standard_normal(size)


def _softmax(
    choices: Choices, nargout: int
) -> tuple[Objective, np.ndarray[Any, np.dtype[np.float64]]]:
    p = problem(choices, ORDINARY)
    parameters = {
        "numClasses": p.numClasses,
        "inputSize": p.inputSize,
        "lambda": p.lambda_,
        "data": p.data,
        "labels": p.labels,
    }
    return Objective(SOFTMAX_COST, parameters, nargout), p.theta.ravel(order="F")


def _parameters(name: str, size: int, random: np.random.Generator) -> dict[str, Any]:
    if name == "product":
        return {"c": read_only(random.uniform(0.5, 4, 2))}
    if name == "quadratic":
        factor = random.standard_normal((size, size))
        matrix = read_only(factor @ factor.T + np.eye(size))
        return {"A": matrix, "b": read_only(random.standard_normal(size))}
    if name == "linear":
        return {"b": read_only(random.standard_normal(size))}
    if name == "barrier":
        return {"b": read_only(random.uniform(0.5, 2, size))}
    if name == "root":
        return {"c": float(random.choice([1.0, 100.0, 1e4]))}
    return {}


def numerical_gradient_case(
    choices: Choices, names: Sequence[str] = SMOOTH, shapes: Sequence[str] = ("(n,)", "(n, 1)")
) -> Case:
    """Return a call of computeNumericalGradient(J, theta), where J returns only its value."""
    function, point = objective(choices, names, nargout=1)
    theta = point.reshape(-1, 1) if choices.pick(shapes) == "(n, 1)" else point
    return Case("computeNumericalGradient", (function, read_only(theta)), 1, repr(function))
