"""Calls that must be errors: a good problem with one argument spoilt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.arrays import read_only
from pysoftmax.comparison.case import Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.exercise.softmax.problems import ORDINARY, Problem, problem

__all__ = ["BASIC", "STRICT", "bad_cost_case", "bad_predict_case"]

Arguments = dict[str, Any]


def _with_label(value: float) -> Callable[[Arguments, Problem], None]:
    """Return one label in the middle replaced by `value`."""

    def spoil(arguments: Arguments, p: Problem) -> None:
        labels = p.labels.astype(float)
        labels.flat[labels.size // 2] = value
        arguments["labels"] = labels

    return spoil


def _with_datum(value: float) -> Callable[[Arguments, Problem], None]:
    """Return one number of the data replaced by `value`."""

    def spoil(arguments: Arguments, p: Problem) -> None:
        data = p.data.copy()
        data.flat[data.size // 2] = value
        arguments["data"] = data

    return spoil


def _with(name: str, change: Callable[[Problem], Any]) -> Callable[[Arguments, Problem], None]:
    """Argument `name` replaced by what `change` makes."""

    def spoil(arguments: Arguments, p: Problem) -> None:
        arguments[name] = change(p)

    return spoil


def _theta(p: Problem) -> NDArray[np.float64]:
    return p.theta.ravel(order="F")


BASIC: dict[str, Callable[[Arguments, Problem], None]] = {
    "a label of 0": _with_label(0.0),
    "a label of 1.5": _with_label(1.5),
    "a label above numClasses": lambda a, p: _with_label(p.numClasses + 1.0)(a, p),
    "theta too short": _with("theta", lambda p: _theta(p)[:-1]),
    "theta too long": _with("theta", lambda p: np.append(_theta(p), 1.0)),
    "inputSize too large": _with("inputSize", lambda p: p.inputSize + 1),
    "too few labels": _with("labels", lambda p: p.labels[:-1]),
}
"""What the original rejects too, by the errors of the operations it uses."""

STRICT: dict[str, Callable[[Arguments, Problem], None]] = {
    **BASIC,
    "too many labels": _with("labels", lambda p: np.append(p.labels, p.labels[:1])),
    "a label of -1": _with_label(-1.0),
    "a label of NaN": _with_label(float("nan")),
    "data with too few rows": _with("data", lambda p: p.data[:-1]),
    "data with too many rows": _with("data", lambda p: np.vstack([p.data, p.data[:1]])),
    "data with NaN": _with_datum(float("nan")),
    "data with Inf": _with_datum(float("inf")),
    "no data": _with("data", lambda p: np.zeros((p.inputSize, 0))),
    "data of text": _with("data", lambda p: "not numbers"),
    "numClasses of 0": _with("numClasses", lambda p: 0),
    "numClasses of 2.5": _with("numClasses", lambda p: 2.5),
    "inputSize of -1": _with("inputSize", lambda p: -1),
    "negative lambda": _with("lambda_", lambda p: -0.1),
}
"""What a careful implementation rejects."""


def bad_cost_case(choices: Choices, kinds: Sequence[str] = tuple(STRICT)) -> Case:
    """Return a call of softmaxCost that must be an error."""
    kind = choices.pick(kinds)
    p = problem(choices, ORDINARY)
    arguments: Arguments = {
        "theta": _theta(p),
        "numClasses": p.numClasses,
        "inputSize": p.inputSize,
        "lambda_": p.lambda_,
        "data": p.data,
        "labels": p.labels,
    }
    STRICT[kind](arguments, p)
    return Case("softmaxCost", tuple(map(_frozen, arguments.values())), 2, kind)


_BAD_DATA = ("data with too few rows", "data with too many rows", "data with NaN", "data with Inf")


def bad_predict_case(choices: Choices, kinds: Sequence[str] = _BAD_DATA) -> Case:
    """Return a call of softmaxPredict that must be an error: data that do not fit the model."""
    kind = choices.pick(kinds)
    p = problem(choices, ORDINARY)
    arguments: Arguments = {}
    STRICT[kind](arguments, p)
    model = {"optTheta": p.theta, "inputSize": p.inputSize, "numClasses": p.numClasses}
    return Case("softmaxPredict", (model, _frozen(arguments["data"])), 1, kind)


def _frozen(value: Any) -> Any:
    return read_only(np.array(value)) if isinstance(value, np.ndarray) else value
