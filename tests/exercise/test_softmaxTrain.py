"""softmaxTrain: it finds the optimum, from a start that can be repeated."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import scipy.io

from pysoftmax import softmaxCost, softmaxTrain
from pysoftmax.octave_random import randn

QUIET = {"Display": "off"}


def problem(seed: int = 0, size: int = 5, classes: int = 3, examples: int = 40) -> tuple[Any, ...]:
    """Labels that are not separable, so that the optimum is well inside."""
    random = np.random.default_rng(seed)
    data = random.standard_normal((size, examples))
    labels = random.integers(1, classes, examples, endpoint=True)
    data.flags.writeable = labels.flags.writeable = False
    return size, classes, 0.01, data, labels


def test_training_ends_where_the_gradient_vanishes() -> None:
    """The cost's gradient at optTheta is next to nothing."""
    size, classes, weight, data, labels = problem()
    model = softmaxTrain(size, classes, weight, data, labels, QUIET, seed=1)
    assert model.optTheta.shape == (classes, size)
    theta = model.optTheta.ravel(order="F")
    _, grad = softmaxCost(theta, classes, size, weight, data, labels)
    assert np.abs(grad).max() < 1e-5


def test_seed_starts_from_octaves_numbers() -> None:
    """seed=42 is theta0 = 0.005 * the numbers after randn("twister", 42)."""
    size, classes, weight, data, labels = problem()
    start = 0.005 * randn(42, classes * size)
    one = softmaxTrain(size, classes, weight, data, labels, QUIET, seed=42)
    other = softmaxTrain(size, classes, weight, data, labels, QUIET, theta0=start)
    assert np.array_equal(one.optTheta, other.optTheta)


def test_theta0_is_left_alone() -> None:
    """The start is read, never written."""
    size, classes, weight, data, labels = problem()
    start = np.zeros((classes * size, 1))
    start.flags.writeable = False
    softmaxTrain(size, classes, weight, data, labels, QUIET, theta0=start)


def test_maxIter_is_400_unless_the_options_say_otherwise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its name may come in any case."""
    size, classes, weight, data, labels = problem()
    softmaxTrain(size, classes, weight, data, labels, {"MAXITER": 2}, seed=0)
    printed = capsys.readouterr().out
    assert "Exceeded Maximum Number of Iterations" in printed
    assert printed.split()[:2] == ["Iteration", "FunEvals"]


@pytest.mark.parametrize("nothing", [None, [], np.array([])])
def test_a_maxIter_of_nothing_is_400_too(nothing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for any option, nothing means the default, which is softmaxTrain's own."""
    seen = []

    def seeing(objective: Any, start: Any, options: Any) -> tuple[Any, ...]:
        seen.append(options.max_iter)
        return start, 0, 0, None

    monkeypatch.setattr(sys.modules["pysoftmax.softmaxTrain"], "minFunc", seeing)
    size, classes, weight, data, labels = problem()
    for options in ({}, {"MAXITER": nothing}, nothing, {"maxIter": 7}):
        softmaxTrain(size, classes, weight, data, labels, options, seed=0)
    assert seen == [400, 400, 400, 7]


def test_options_may_be_a_struct(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A struct that scipy.io read, or an object, in place of a mapping."""
    fields = {"maxIter": 2.0, "display": "final"}
    scipy.io.savemat(tmp_path / "options.mat", {"options": fields})
    read = scipy.io.loadmat(tmp_path / "options.mat")["options"]
    squeezed = scipy.io.loadmat(tmp_path / "options.mat", struct_as_record=False, squeeze_me=True)[
        "options"
    ]
    forms: tuple[Any, ...] = (fields, SimpleNamespace(**fields), read, read[0, 0], squeezed)
    size, classes, weight, data, labels = problem()
    for options in forms:
        softmaxTrain(size, classes, weight, data, labels, options, seed=0)
        assert capsys.readouterr().out == "Exceeded Maximum Number of Iterations\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"theta0": [1, 2]}, r"theta0 has shape \(2,\); expected 15"),
        ({"theta0": np.full(15, np.inf)}, r"theta0\[0\] is inf; expected finite"),
        ({"theta0": np.zeros(15), "seed": 1}, "seed is 1 and theta0 is given too"),
        ({"seed": -1}, "seed"),
        ({"options": {"maxIter": 0}}, "(?i)maxIter.* is 0"),
        ({"options": {"maxIter": -1}}, "(?i)maxIter.* is -1"),
        ({"options": {3: 4}}, "options has the key 3"),
        ({"options": "lbfgs"}, "options is a str; expected a mapping"),
        ({"options": 100}, "options is an int; expected a mapping"),
        ({"options": {"Method": "newton"}}, "(?i)Method.* is 'newton'"),
        ({"labels": [1]}, "labels has 1 entry; expected 40"),
        ({"inputData": np.full((5, 40), np.nan)}, r"inputData\[0, 0\] is nan"),
        ({"inputData": np.ones((4, 40))}, "inputData has 4 rows; expected inputSize=5"),
    ],
)
def test_bad_input_is_named_before_anything_is_done(
    change: dict[str, Any]
    | dict[str, dict[str, int]]
    | dict[str, dict[str, str]]
    | dict[str, int]
    | dict[str, list[int]]
    | dict[str, str],
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The message names the argument; nothing was printed, no training begun."""
    names = ("inputSize", "numClasses", "lambda_", "inputData", "labels")
    arguments = dict(zip(names, problem(), strict=True))
    with pytest.raises((ValueError, TypeError), match=message):
        softmaxTrain(**{**arguments, **change})
    assert capsys.readouterr().out == ""
