"""Functions in this process: what comes back, whatever they do."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.in_process import InProcess, as_value
from pysoftmax.exercise.softmax.reference import of_pysoftmax
from pysoftmax.minFunc import minFunc

CASE = Case("f", (2.0,))


def _exits(_: float) -> None:
    sys.exit(3)


def _kind(function: Any, nargout: int = 1) -> str:
    (answer,) = InProcess("one", {"f": function}).answer([Case("f", (2.0,), nargout)])
    return answer.failure.kind if answer.failure else "values"


def test_numbers_come_back_as_arrays() -> None:
    """A tuple of outputs, each an array; a mapping becomes a dict of arrays."""
    side = InProcess("one", {"f": lambda x: (x, [x, x], {"a": x})})
    (answer,) = side.answer([Case("f", (2.0,), 3)])
    number, pair, struct = answer.values
    assert (number.item(), pair.tolist(), struct["a"].item()) == (2.0, [2.0, 2.0], 2.0)


@pytest.mark.parametrize(
    ("function", "nargout", "kind"),
    [
        (lambda x: 1 / 0, 1, "error"),
        (_exits, 1, "error"),
        (lambda x: x, 2, "invalid"),
        (lambda x: x, 1, "values"),
    ],
)
def test_what_goes_wrong_is_a_failure(function: Any, nargout: int, kind: str) -> None:
    """Nothing that a function does is raised here."""
    assert _kind(function, nargout) == kind


def test_a_function_that_draws_gets_the_seed_by_keyword() -> None:
    """A keyword `seed` gets the case's; an argument of that name is the caller's own."""

    def draws(x: float, *, seed: int | None = None) -> float:
        return x if seed is None else x + seed

    def has_its_own(seed: float) -> float:
        return seed

    case = Case("f", (2.0,), seed=40)
    for function, result in ((draws, 42.0), (has_its_own, 2.0)):
        (answer,) = InProcess("one", {"f": function}).answer([case])
        assert answer.values[0].item() == result


def test_a_missing_function_is_missing() -> None:
    """Asked for what it does not have, a side says so."""
    (answer,) = InProcess("none", {}).answer([CASE])
    assert answer.failure is not None
    assert answer.failure.kind == "missing"


def test_what_a_function_prints_is_swallowed(capfd: pytest.CaptureFixture[str]) -> None:
    """Output is no part of an answer."""
    InProcess("one", {"f": lambda x: print("loud")}).answer([CASE])
    assert capfd.readouterr().out == ""


def test_every_function_of_the_exercise_is_there() -> None:
    """The Python side of parity has all that the exercise names."""
    side = of_pysoftmax()
    for function in ("softmaxCost", "softmaxTrain", "checkNumericalGradient", "minFunc"):
        assert side.has(function)


def test_a_number_of_an_enumeration_is_a_number() -> None:
    """MinFunc's output.algorithm is compared and printed as 5, not as a struct without fields."""
    output = minFunc(lambda x: (float(x @ x), 2 * x), np.ones(1), {"Display": "off"})[3]
    assert as_value(output)["algorithm"].tolist() == 5
