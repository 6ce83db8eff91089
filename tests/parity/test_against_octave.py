"""`against_octave`: what is agreement, what is not, and how it is said."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from pysoftmax.octave import OctaveSession
from pysoftmax.testing import against_octave

pytestmark = pytest.mark.octave

BODIES = {
    "refuses": "error ('it never does');",
    "picky": "if (x < 0) error ('below 0'); endif; y = 2 * x;",
    "hangs": "while (x > 3) endwhile; y = 2 * x;",
    "mistyped": "if (x < 0) y = no_such_name; endif; y = 2 * x;",
}


def _held(folder: Path, name: str, function: Callable[..., Any], **options: Any) -> Any:
    """A test that holds a Python function to one of the .m files above."""
    path = folder / f"{name}.m"
    path.write_text(f"function y = {name} (x)\n  {BODIES[name]}\nendfunction\n")
    strategies = options.pop("strategies", [st.integers(-9, 9)])
    return against_octave(path, *strategies, examples=20, **options)(function)


def _refuses_below_0(x: float) -> float:
    if x < 0:
        raise ValueError("below 0")
    return 2 * x


def _calls_it_wrongly(x: float) -> float:
    return 2 * x if x >= 0 else _refuses_below_0()  # type: ignore[call-arg]


def _mistyped(x: float) -> float:
    return 2 * x if x >= 0 else no_such_name  # type: ignore[name-defined]  # noqa: F821


def test_an_error_on_both_sides_is_agreement(octave: OctaveSession, tmp_path: Path) -> None:
    """Bad input that both refuse, among input that both take."""
    _held(tmp_path, "picky", _refuses_below_0)(octave=octave)


@pytest.mark.parametrize(
    ("function", "error"), [(_calls_it_wrongly, TypeError), (_mistyped, NameError)]
)
def test_broken_python_is_no_agreement(
    octave: OctaveSession, tmp_path: Path, function: Callable[..., Any], error: type[Exception]
) -> None:
    """A misspelt name, or a call that does not fit, is no refusal of the input."""
    with pytest.raises(error):
        _held(tmp_path, "picky", function)(octave=octave)


def test_a_broken_m_file_is_no_agreement(octave: OctaveSession, tmp_path: Path) -> None:
    """Nor is an undefined name in Octave."""
    with pytest.raises(AssertionError, match="no_such_name"):
        _held(tmp_path, "mistyped", _refuses_below_0)(octave=octave)


def test_errors_alone_compare_nothing(octave: OctaveSession, tmp_path: Path) -> None:
    """Two sides that refuse everything have not been compared."""
    with pytest.raises(AssertionError, match="nothing compared"):
        _held(tmp_path, "refuses", lambda x: np.linalg.inv(np.zeros((2, 2))))(octave=octave)


def test_the_arguments_before_the_strategies_are_pytests(tmp_path: Path) -> None:
    """So one whose strategy was forgotten is a fixture that pytest does not find."""
    test = _held(tmp_path, "picky", lambda self, p, x: x)
    assert list(signature(test).parameters) == ["self", "p", "octave"]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda: 0, "must name one argument for each of 1 strategies"),
        (lambda *x: 0, "must name one argument"),
        (settings(max_examples=5)(lambda x: x), "say examples= and seed="),
    ],
)
def test_what_does_not_fit_is_refused(
    tmp_path: Path, function: Callable[..., Any], words: str
) -> None:
    """When the test is defined, with what to do."""
    with pytest.raises(TypeError, match=words):
        _held(tmp_path, "picky", function)


@pytest.mark.parametrize("factor", [2, 3])
@pytest.mark.parametrize("offset", [0])
class TestBesidePytest:
    """Fixtures, parameters and marks, in a class."""

    @pytest.fixture
    def one(self) -> int:
        """A fixture."""
        return 1

    @against_octave(Path(__file__).with_name("twice.m"), st.integers(-9, 9), examples=5, relative=0)
    @pytest.mark.filterwarnings("error")
    def test_all_are_handed_over(
        self, one: int, factor: int, offset: int, octave: OctaveSession, x: int
    ) -> Any:
        """The strategies fill what is left."""
        assert octave.starts > 0
        return self._times(x, one) + offset * factor

    def _times(self, x: int, one: int) -> int:
        return 2 * x * one


def test_a_hung_m_file_fails_at_once(octave: OctaveSession, tmp_path: Path) -> None:
    """One time-out is enough: nothing else is asked, no simpler arguments are looked for."""
    starts = octave.starts
    with pytest.raises(AssertionError, match=r"hangs.m: no answer within 1 seconds; .*\([4-9],\)"):
        _held(tmp_path, "hangs", lambda x: 2 * x, timeout=1)(octave=octave)
    octave.call("plus", 1, 2)
    assert octave.starts == starts + 1


def test_a_value_where_outputs_are_wanted_is_said_so(octave: OctaveSession, tmp_path: Path) -> None:
    """Nargout counts what Python must return."""
    (tmp_path / "two.m").write_text("function [a, b] = two (x)\n a = b = x;\nend\n")
    test = against_octave(tmp_path / "two.m", st.just(1.0), nargout=2, examples=1)(lambda x: x)
    with pytest.raises(AssertionError, match="Python returned one value; nargout is 2"):
        test(octave=octave)


def test_a_root_that_is_complex_in_octave_alone_is_caught(
    octave: OctaveSession, tmp_path: Path
) -> None:
    """Octave's sqrt (-1) is i, NumPy's is NaN."""
    (tmp_path / "root.m").write_text("function y = root (x)\n y = sqrt (x);\nend\n")

    def root(x: float) -> Any:
        with np.errstate(invalid="ignore"):
            return np.sqrt(x)

    test = against_octave(tmp_path / "root.m", st.sampled_from([4.0, -1.0]), examples=9)(root)
    with pytest.raises(AssertionError, match=r"real\(output 1\)=nan, but should be 0"):
        test(octave=octave)
