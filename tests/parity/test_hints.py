"""The usual differences of the two languages are named in a failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from pysoftmax.octave import OctaveSession
from pysoftmax.testing import against_octave
from pysoftmax.testing.hints import hint

SQUARE = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    ("actual", "expected", "words"),
    [
        (np.int8(-128), np.array([[127]], dtype=np.int8), "Octave's int8 saturates"),
        (np.array([0, 2]), np.array([[1.0], [3.0]]), "Octave counts from 1"),
        (2.0, np.array([[3.0]]), "less by 1: Octave counts from 1"),
        (np.array([0.0, 2.0, 1.0]), np.array([[1.0], [3.0], [1.0]]), "rounds halves away"),
        (np.array([1.0, -2.0]), np.array([[-1.0], [2.0]]), "the opposite sign"),
        (SQUARE.T, SQUARE, "is the transpose"),
        (np.ones((2, 3)), np.ones((3, 2)), "is the transpose"),
        (
            np.array([[1.0, 2, 3], [4, 5, 6]]),
            np.array([[1.0, 3, 5], [2, 4, 6]]),
            "row by row, where Octave has them column by column",
        ),
        (np.array([3.0, 1.0, 2.5]), np.array([[1.0], [2.5], [3.0]]), "in another order"),
        ("a ", "a", "blanks at the ends"),
        ("a,b", "a, b", "differ in blanks"),
        ("Abc", "abc", "differ in case"),
        ("C:\temp", "C:\\temp", "does not read backslashes"),
        (np.array([1.0, 2.0]), np.array([[1.0], [2.1]]), ""),
        (np.zeros(3), np.zeros((2, 2)), ""),
        ({"a": 1}, np.zeros((1, 1)), ""),
        ("x", "y", ""),
        ([[1], [2, 3]], np.zeros((2, 1)), ""),
    ],
)
def test_a_usual_difference_has_a_name(actual: Any, expected: Any, words: str) -> None:
    """What has none is not given one."""
    found = hint(actual, expected)
    assert words in found
    assert bool(found) == bool(words)


def _failing(test: Any, octave: OctaveSession) -> str:
    with pytest.raises(AssertionError) as caught:
        test(octave=octave)
    return str(caught.value)


@pytest.mark.octave
def test_a_failure_shows_the_name(octave: OctaveSession, tmp_path: Path) -> None:
    """Below the entries that differ; a port without a variable in common shows no trace."""
    (tmp_path / "bright.m").write_text("function y = bright (x)\n  y = x + int8 (100);\nend\n")
    numbers = st.integers(0, 99).map(np.int8)

    @against_octave(tmp_path / "bright.m", numbers, examples=20)
    def test(x: np.int8) -> Any:
        with np.errstate(over="ignore"):
            return x + np.int8(100)

    text = _failing(test, octave)
    assert "  output 1: Octave's int8 saturates at its limits; NumPy's wraps around" in text
    assert "where they part" not in text
    assert "changes from call to call" not in text


@pytest.mark.octave
@pytest.mark.parametrize(
    "body",
    [
        "persistent k = 0;\n  k += x;\n  y = k;",
        "y = rand (3) + x;",
    ],
)
def test_state_in_octave_is_named(octave: OctaveSession, tmp_path: Path, body: str) -> None:
    """A function whose answer changes from call to call is told from one that is wrong."""
    (tmp_path / "drifting.m").write_text(f"function y = drifting (x)\n  {body}\nend\n")

    @against_octave(tmp_path / "drifting.m", st.integers(1, 9), examples=20)
    def test(x: int) -> Any:
        return x

    text = _failing(test, octave)
    assert 'keeps state, or draws random numbers; give reset="case" or random_seed=' in text


@pytest.mark.octave
def test_usual_ports_agree(octave: OctaveSession, tmp_path: Path) -> None:
    """A complex result that is real in Octave, and a matrix of characters with one row."""
    (tmp_path / "wave.m").write_text("function z = wave (x)\n  z = exp (1i * x) * x;\nend\n")
    (tmp_path / "letters.m").write_text("function c = letters (w)\n  c = char (w);\nend\n")
    words = st.lists(st.sampled_from(["", "ab", "c "]), min_size=1, max_size=2)

    @against_octave(tmp_path / "wave.m", st.sampled_from([0.0, 1.0]), examples=5)
    def wave(x: float) -> Any:
        return np.exp(1j * x) * np.array([x])

    @against_octave(tmp_path / "letters.m", words, examples=20)
    def letters(w: list[str]) -> Any:
        return w

    wave(octave=octave)
    letters(octave=octave)
