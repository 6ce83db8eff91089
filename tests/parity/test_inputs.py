"""The ready strategies make what they say."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pysoftmax.octave import OctaveSession
from pysoftmax.testing import inputs


@given(inputs.matrices(3, st.integers(1, 2)), inputs.vectors(4), inputs.labels(5, classes=4))
def test_arrays_have_the_sizes_asked_for(A: Any, b: Any, y: Any) -> None:
    """Sizes are numbers or strategies; labels count from 1."""
    assert A.shape[0] == 3
    assert A.shape[1] in (1, 2)
    assert b.shape == (4,)
    assert y.shape == (5,)
    assert y.dtype == np.int64
    assert 1 <= y.min() <= y.max() <= 4


@settings(max_examples=20)
@given(inputs.matrices(60, 40), inputs.labels(3000))
def test_arrays_may_be_large(A: Any, y: Any) -> None:
    """Hypothesis draws arrays of thousands of entries without a failing health check."""
    assert A.shape == (60, 40)
    assert (np.abs(A) <= 100).all()
    assert y.shape == (3000,)
    assert y.min() >= 1


@given(inputs.positive_definite(condition=50))
def test_matrices_are_positive_definite(A: Any) -> None:
    """Symmetric to the bit, and of the condition allowed."""
    assert (A == A.T).all()
    values = np.linalg.eigvalsh(A)
    assert values[0] > 0
    assert values[-1] <= 50.001 * values[0]


@pytest.mark.parametrize(
    ("entry", "product", "shift"),
    [(3.0, 9.0, 1.0), (1e-120, 1e-240, 1e-240 / 9), (1e-126, 0.0, 1 / 9), (0.0, 0.0, 1 / 9)],
)
def test_squares_that_vanish_are_zeros(entry: float, product: float, shift: float) -> None:
    """A square that is too small for its shift counts as 0, and its trace as 1."""
    matrix = inputs._shifted_square(np.array([[entry]]), 10)
    assert matrix == pytest.approx(np.array([[product + shift]]), rel=1e-15, abs=0)


@given(inputs.numbers(-2, 2))
def test_numbers_are_ordinary(number: float) -> None:
    """In range, neither subnormal nor -0."""
    assert -2 <= number <= 2
    assert number == 0 or abs(number) >= 2.2250738585072014e-308
    assert math.copysign(1, number) == 1 or number < 0


@given(inputs.angles(), inputs.angles(full=False), inputs.texts())
def test_angles_and_texts(longitude: float, latitude: float, text: str) -> None:
    """A full turn, half of it, and ASCII."""
    assert abs(longitude) <= math.pi
    assert abs(latitude) <= math.pi / 2
    assert text.isascii()
    assert len(text) <= 20


@pytest.mark.octave
def test_dates_are_those_of_octave(octave: OctaveSession) -> None:
    """The range begins in 1900 and ends in 2099."""
    assert octave.call("datestr", inputs.FIRST_DAY, "yyyy-mm-dd") == "1900-01-01"
    assert octave.call("datestr", inputs.LAST_DAY, "yyyy-mm-dd") == "2100-01-01"

    @settings(max_examples=50)
    @given(inputs.date_numbers(), inputs.date_numbers(whole=True))
    def check(date: float, day: float) -> None:
        assert inputs.FIRST_DAY <= date < inputs.LAST_DAY
        assert day == int(day)

    check()
