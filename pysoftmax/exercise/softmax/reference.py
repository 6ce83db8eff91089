"""pysoftmax itself as an implementation of the exercise."""

from __future__ import annotations

import functools
import importlib
import sys
import warnings
from collections.abc import Callable
from typing import Any
from unittest import mock

from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise.softmax.problems import START_SEED

__all__ = ["COMPARED", "of_pysoftmax", "oracle"]

COMPARED = (
    "softmaxCost",
    "softmaxPredict",
    "softmaxTrain",
    "computeNumericalGradient",
    "checkNumericalGradient",
    "loadMNISTImages",
    "loadMNISTLabels",
    "display_network",
    "minFunc",
)
"""The functions that are compared with Octave, and their file names."""


def of_pysoftmax() -> InProcess:
    """Return the functions of pysoftmax itself."""
    functions = {}
    for name in COMPARED:
        functions[name] = getattr(importlib.import_module(f"pysoftmax.{name}"), name)
    functions["softmaxTrain"] = functools.partial(functions["softmaxTrain"], seed=START_SEED)
    functions["display_network"] = _without_drawing(functions["display_network"])
    return InProcess("pysoftmax", functions)


def _without_drawing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the picture, which is what is compared; without Matplotlib nothing is drawn."""

    def call(*args: Any) -> Any:
        with mock.patch.dict(sys.modules, {"matplotlib": None}), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "nothing is drawn")
            return function(*args)

    return call


def oracle() -> InProcess:
    """Return the oracle: pysoftmax with the plain kernel."""
    from pysoftmax.computeNumericalGradient import computeNumericalGradient
    from pysoftmax.softmaxCost import softmaxCost
    from pysoftmax.softmaxPredict import softmaxPredict
    from pysoftmax.softmaxTrain import softmaxTrain

    functions: dict[str, Callable[..., Any]] = {
        "computeNumericalGradient": computeNumericalGradient,
        "softmaxCost": functools.partial(softmaxCost, kernel="plain"),
        "softmaxPredict": functools.partial(softmaxPredict, kernel="plain"),
        "softmaxTrain": functools.partial(softmaxTrain, seed=START_SEED, kernel="plain"),
    }
    return InProcess("the reference", functions, silent=False)  # several threads ask it
