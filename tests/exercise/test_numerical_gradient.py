"""computeNumericalGradient and the check of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes
from numpy.typing import NDArray

from pysoftmax import checkNumericalGradient, computeNumericalGradient


def test_the_exercises_own_check_prints_its_known_difference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """h(x) = x1^2 + 3 x1 x2 at [4, 10]: 2.1452e-12."""
    difference = checkNumericalGradient()
    assert f"{difference:.4e}" == "2.1452e-12"
    printed = capsys.readouterr().out
    assert "2.1452e-12" in printed
    assert "38.0000   38.0000" in printed


@given(array_shapes(max_dims=3, max_side=3), st.integers(0, 99))
def test_exact_for_quadratics_of_any_shape(shape: tuple[int, ...], seed: int) -> None:
    """Central differences of a quadratic are exact to rounding, in theta's own shape."""
    theta = np.random.default_rng(seed).standard_normal(shape)
    theta.flags.writeable = False
    numgrad = computeNumericalGradient(lambda x: (x**2).sum() / 2, theta)
    assert numgrad.shape == shape
    np.testing.assert_allclose(numgrad, theta, rtol=0, atol=1e-10)


def test_J_may_return_a_cost_and_a_gradient() -> None:
    """A tuple's or list's first entry counts; a (1, 1) array is a number too."""
    for result in (lambda x: (x[0], None), lambda x: [x[0], None], lambda x: x.reshape(1, 1)):
        assert computeNumericalGradient(result, [2.0])[0] == pytest.approx(1)


def test_a_J_that_writes_into_its_argument_does_no_harm() -> None:
    """Every evaluation has an array of its own."""

    def J(x: NDArray[Any]) -> float:
        value = float(x.sum())
        x[:] = 0
        return value

    np.testing.assert_allclose(computeNumericalGradient(J, [1.0, 2.0]), [1, 1])


@pytest.mark.parametrize(
    ("J", "message"),
    [
        (3, "J is an int; expected a function"),
        (lambda x: np.nan, r"J returned nan with theta\[0\] moved by 0.0001"),
        (lambda x: 1j, "J returned 1j"),
        (lambda x: x, r"J returned float64 of shape \(2,\)"),
        (lambda x: "much", "J returned 'much'"),
        (lambda x: (), r"J returned float64 of shape \(0,\)"),
        (lambda x: ([1, [2]], None), r"J returned object of shape \(0,\)"),
    ],
)
def test_a_J_that_gives_no_number_is_named(J: Any, message: str) -> None:
    """NaN, complex and wrong shapes are errors that say where."""
    with pytest.raises((TypeError, ValueError), match=message):
        computeNumericalGradient(J, [1.0, 2.0])


def test_theta_must_be_real_numbers() -> None:
    """Complex or textual parameters are refused."""
    with pytest.raises(TypeError, match="theta has dtype complex128"):
        computeNumericalGradient(abs, [1j])
