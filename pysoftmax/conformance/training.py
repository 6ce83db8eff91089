"""Cases and properties of minFunc and softmaxTrain: whole runs, from the same start.

Rounding differs between languages, and an optimiser amplifies it: each step depends on all
before. So a run is held to a bound that grows with its iterations, while what it counts
(iterations, evaluations, exit flag, message) must be the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pysoftmax.conformance.bounds import EPS
from pysoftmax.conformance.case import Answer, Case
from pysoftmax.conformance.choices import Choices
from pysoftmax.conformance.closeness import IDENTICAL, Tolerance
from pysoftmax.conformance.differentiation import objective
from pysoftmax.conformance.problems import read_only, train_case
from pysoftmax.conformance.property import Property

__all__ = ["MINIMISING", "TRAINING_PROPERTIES", "minfunc_case"]

MINIMISING = ("quadratic", "rosenbrock", "quartic", "root", "barrier", "softmax")
"""Objectives with a minimum, the simplest first."""

FIRST_STEP = 64 * EPS
"""What the first evaluation, direction and step together round by, relatively."""
GROWTH = 8.0
"""How much one iteration may amplify a difference. Measured on these problems: below 5."""


def minfunc_case(
    choices: Choices,
    names: Sequence[str] = MINIMISING,
    iterations: Sequence[int] = (1, 2, 3, 5),
    far: Sequence[float] = (1.0, 0.1, 10.0),
) -> Case:
    """A silent run of minFunc from a random start, for a few iterations."""
    function, start = objective(choices, names)
    start = start * choices.pick(far)
    if function.name == "barrier":
        start = np.abs(start) + 0.1
    options = {
        "MaxIter": choices.pick(iterations),
        "Corr": choices.pick((100, 3)),
        "Display": "off",
    }
    return Case("minFunc", (function, read_only(start), options), 4, repr(function))


def _growth(iterations: int) -> float:
    return FIRST_STEP * GROWTH**iterations


WHY_GROWTH = f"{FIRST_STEP:.1e} of the largest entry, times {GROWTH:g} with every iteration"


def _run_tolerances(case: Case, expected: Answer) -> tuple[Tolerance, ...]:
    x, _, _, output = expected.values
    grown = _growth(int(np.asarray(output["iterations"]).item()))
    # The value has terms of the start's size, whatever it came down to.
    largest = float(np.abs(np.asarray(output["trace"]["fval"])).max(initial=1.0))
    reach = float(np.abs(np.asarray(case.args[1])).max(initial=1.0))
    reach = max(reach, float(np.abs(np.asarray(x)).max(initial=0.0)))
    return (
        Tolerance("x after a run", WHY_GROWTH, grown * reach),
        Tolerance("f after a run", WHY_GROWTH, grown * largest),
        *(IDENTICAL,) * 5,
        Tolerance("trace of f", WHY_GROWTH, grown * largest),
    )


def _run_outputs(_: Case, values: tuple[Any, ...]) -> tuple[Any, ...]:
    x, f, exitflag, output = values
    return (
        x,
        f,
        exitflag,
        output["iterations"],
        output["funcCount"],
        output["message"],
        output["trace"]["funcCount"],
        output["trace"]["fval"],
    )


def _model(_: Case, values: tuple[Any, ...]) -> tuple[Any, ...]:
    model = values[0]
    return model["optTheta"], model["inputSize"], model["numClasses"]


def _model_tolerances(case: Case, expected: Answer) -> tuple[Tolerance, ...]:
    theta = np.asarray(expected.values[0]["optTheta"])
    bound = _growth(case.args[5]["maxIter"]) * max(1.0, float(np.abs(theta).max()))
    return Tolerance("theta after a run", WHY_GROWTH, bound), IDENTICAL, IDENTICAL


TRAINING_PROPERTIES = (
    Property(
        "training",
        "softmaxTrain",
        "the same parameters after a few iterations from the same start",
        train_case,
        ("optTheta", "inputSize", "numClasses"),
        _model_tolerances,
        unpack=_model,
    ),
    Property(
        "minimising",
        "minFunc",
        "the same run: iterations, evaluations, exit flag, message, trace and result",
        minfunc_case,
        (
            "x",
            "f",
            "exitflag",
            "output.iterations",
            "output.funcCount",
            "output.message",
            "output.trace.funcCount",
            "output.trace.fval",
        ),
        _run_tolerances,
        unpack=_run_outputs,
    ),
)
