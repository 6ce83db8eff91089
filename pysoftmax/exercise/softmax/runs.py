"""Cases and properties of minFunc and softmaxTrain: whole runs, from the same start.

Rounding differs between languages, and an optimiser amplifies it: each step depends on all
before. So a run's numbers are held to what rounding moves them, measured case by case, while what
it counts (iterations, evaluations, exit flag, message) must be the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pysoftmax.comparison.arrays import read_only
from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.closeness import Tolerance
from pysoftmax.comparison.conditioning import moved_by_rounding
from pysoftmax.comparison.objectives import Objective
from pysoftmax.exercise.softmax.differentiation import objective
from pysoftmax.exercise.softmax.objective import SOFTMAX_COST
from pysoftmax.exercise.softmax.problems import START_SEED, train_case

__all__ = ["MINIMISING", "RUN_CLAIMS", "minfunc_case", "minfunc_notes"]

MINIMISING = ("quadratic", "rosenbrock", "quartic", "root", "barrier", "softmax")
"""Objectives with a minimum, the simplest first."""


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
        "useMex": 0,  # the compiled helpers are for MATLAB
    }
    return Case("minFunc", (function, read_only(start), options), 4, repr(function))


def _run_tolerances(case: Case, _: Answer) -> tuple[Tolerance, ...]:
    from pysoftmax.minFunc import minFunc

    function, start, options = case.args

    def run(objective: Any) -> tuple[Any, ...]:
        return _run_outputs(case, minFunc(objective, start, options))

    return moved_by_rounding(run, function)


SINCE_2012 = {
    "Optimality Condition below optTol": "Optimality Condition below TolFun",
    "Directional Derivative below progTol": "Directional Derivative below TolX",
    "Step Size below progTol": "Step Size below TolX",
    "Function Value changing by less than progTol": "Function Value changing by less than TolX",
    "Reached Maximum Number of Iterations": "Exceeded Maximum Number of Iterations",
    "Reached Maximum Number of Function Evaluations": (
        "Exceeded Maximum Number of Function Evaluations"
    ),
}
"""What the version of 2012 says, and what the exercise's own version says instead."""


def minfunc_notes(folder: Path) -> tuple[str, ...]:
    """Which minFunc a folder holds, if it is not the exercise's own version."""
    file = folder / "minFunc" / "minFunc.m"
    if not file.is_file() or "Reached Maximum Number of" not in file.read_text(errors="replace"):
        return ()
    return (
        "minFunc/ holds the version of 2012: its messages are compared by meaning, so that "
        '"Reached Maximum Number of Iterations" equals "Exceeded Maximum Number of Iterations"',
    )


def _run_outputs(_: Case, values: tuple[Any, ...]) -> tuple[Any, ...]:
    x, f, exitflag, output = values
    message = output["message"]
    return (
        x,
        f,
        exitflag,
        output["iterations"],
        output["funcCount"],
        SINCE_2012.get(message, message) if isinstance(message, str) else message,
        output["trace"]["funcCount"],
        output["trace"]["fval"],
    )


def _model(_: Case, values: tuple[Any, ...]) -> tuple[Any, ...]:
    model = values[0]
    return model["optTheta"], model["inputSize"], model["numClasses"]


def _model_tolerances(case: Case, _: Answer) -> tuple[Tolerance, ...]:
    from pysoftmax.minFunc import minFunc
    from pysoftmax.octave_random import randn

    features, classes, lambda_, data, labels, options = case.args
    parameters = {"numClasses": classes, "inputSize": features, "lambda": lambda_}
    function = Objective(SOFTMAX_COST, {**parameters, "data": data, "labels": labels})
    start = 0.005 * randn(START_SEED, classes * features)

    def run(objective: Any) -> tuple[Any, ...]:
        theta = minFunc(objective, start, options)[0].reshape(classes, features, order="F")
        return theta, features, classes

    return moved_by_rounding(run, function)


RUN_CLAIMS = (
    Claim(
        "training",
        "softmaxTrain",
        "the same parameters after a few iterations from the same start",
        train_case,
        ("optTheta", "inputSize", "numClasses"),
        _model_tolerances,
        unpack=_model,
        share=1,
    ),
    Claim(
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
        share=1,
    ),
)
