"""Python files of the exercise, called as Octave calls its .m files."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pysoftmax.comparison.objectives import Objective
from pysoftmax.exercise.softmax.problems import START_SEED
from pysoftmax.model import SoftmaxModel
from pysoftmax.octave_random import randn

__all__ = ["adapt_to_octave"]

Function = Callable[..., Any]


def adapt_to_octave(
    functions: Mapping[str, Function],
) -> tuple[dict[str, Function], dict[str, str]]:
    """Return the functions in a form comparable with Octave's, and why some cannot be compared.

    They are called as those of the starter kit: softmaxPredict with a `SoftmaxModel`,
    computeNumericalGradient with a J of one output or two. softmaxTrain is left out unless it
    takes its start, theta0: a random one is not Octave's.
    """
    adapted, left_out = dict(functions), {}
    if "softmaxTrain" in adapted and not _takes_start(adapted["softmaxTrain"]):
        left_out["softmaxTrain"] = (
            "it starts from random numbers of its own; give it an argument theta0 "
            "(numClasses * inputSize numbers to start from) to have it compared"
        )
        del adapted["softmaxTrain"]
    for name in _CALLED.keys() & adapted.keys():
        adapted[name] = functools.wraps(adapted[name])(_CALLED[name](adapted[name]))
    return adapted, left_out


def _with_model(softmaxPredict: Function) -> Function:
    """Pass a model whose fields are reached by attribute or by key."""
    return lambda model, *rest, **named: softmaxPredict(
        SoftmaxModel.from_any(model), *rest, **named
    )


def _with_either_j(computeNumericalGradient: Function) -> Function:
    """Accept a J that returns ``(value, gradient)``, as the starter kit's, or only a value."""

    def call(J: Objective, *rest: Any) -> Any:
        try:
            return computeNumericalGradient(replace(J, nargout=2), *rest)
        except Exception:
            return computeNumericalGradient(replace(J, nargout=1), *rest)

    return call


def _from_octaves_start(softmaxTrain: Function) -> Function:
    """Start where Octave's softmaxTrain starts."""

    def call(inputSize: int, numClasses: int, *rest: Any) -> Any:
        theta0 = 0.005 * randn(START_SEED, numClasses * inputSize)
        return softmaxTrain(inputSize, numClasses, *rest, theta0=theta0)

    return call


_CALLED = {
    "softmaxPredict": _with_model,
    "computeNumericalGradient": _with_either_j,
    "softmaxTrain": _from_octaves_start,
}


def _takes_start(softmaxTrain: Function) -> bool:
    return "theta0" in inspect.signature(softmaxTrain).parameters
