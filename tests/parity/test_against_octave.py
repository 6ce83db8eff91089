"""`against_octave`: what is agreement, what is not, and how it is said."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

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
    return _refuses_below_0()  # type: ignore[call-arg]


def _mistyped(x: float) -> float:
    return float(no_such_name)  # type: ignore[name-defined]  # noqa: F821


def _imports_nothing(x: float) -> float:
    import no_such_module  # type: ignore[import-not-found]

    return float(no_such_module.f(x))


def _cannot_be_parsed(x: float) -> float:
    exec("def f(:")
    return x


def _measures_a_number(x: float) -> float:
    return len(3)  # type: ignore[arg-type]


def _runs_out_of_a_list(x: float) -> float:
    return [1.0][5]


def _looks_up_a_word(x: float) -> float:
    return {"a": 1.0}["unrelated"]


def test_an_error_on_both_sides_is_agreement(octave: OctaveSession, tmp_path: Path) -> None:
    """Bad input that both refuse, among input that both take."""
    _held(tmp_path, "picky", _refuses_below_0)(octave=octave)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (_calls_it_wrongly, r"the Python call does not fit the function: .*missing 1 required"),
        (_mistyped, "the Python code is broken: NameError: name 'no_such_name'"),
        (_imports_nothing, "Python code cannot be imported: ModuleNotFoundError"),
        (_cannot_be_parsed, "Python code cannot be parsed: SyntaxError"),
        (_measures_a_number, r"the Python code is broken: TypeError: .* line \d+: return len\(3\)"),
        (_runs_out_of_a_list, "the Python code is broken: IndexError"),
        (_looks_up_a_word, "the Python code is broken: KeyError: 'unrelated'"),
    ],
)
def test_broken_python_is_no_agreement(
    octave: OctaveSession, tmp_path: Path, function: Callable[..., Any], words: str
) -> None:
    """An error that comes from a mistake in the code is named, and is no refusal of the input."""
    with pytest.raises(AssertionError, match=f"both sides raise, but {words}"):
        _held(tmp_path, "picky", lambda x: function(x) if x < 0 else 2 * x)(octave=octave)


def _raises_a_key_error(x: float) -> float:
    if x < 0:
        raise KeyError("x is below 0")
    return 2 * x


def test_an_error_that_is_raised_on_purpose_is_a_refusal(
    octave: OctaveSession, tmp_path: Path
) -> None:
    """A raise statement means the arguments, whatever the exception."""
    _held(tmp_path, "picky", _raises_a_key_error)(octave=octave)


def test_an_index_beyond_the_end_is_the_same_error_in_both(
    octave: OctaveSession, tmp_path: Path
) -> None:
    """Octave's out of bound and Python's IndexError agree."""
    (tmp_path / "third.m").write_text("function y = third (x)\n  y = x(3);\nend\n")
    vectors = hnp.arrays(float, st.integers(2, 4), elements=st.integers(0, 9))
    against_octave(tmp_path / "third.m", vectors, examples=20)(lambda x: x[2])(octave=octave)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"it:negative": ValueError}, ""),
        ({"it:negative": OverflowError}, "Python raises ValueError for Octave's it:negative"),
        ({"it:other": ValueError}, "identifier 'it:negative'; expected one of .'it:other'"),
    ],
)
def test_errors_may_have_to_be_of_a_kind(
    octave: OctaveSession, tmp_path: Path, table: dict[str, type[Exception]], words: str
) -> None:
    """A table says which exception stands for which of Octave's identifiers."""
    (tmp_path / "strict.m").write_text(
        "function y = strict (x)\n"
        "  if (x < 0) error ('it:negative', 'below 0'); end\n"
        "  y = 2 * x;\nend\n"
    )
    test = against_octave(tmp_path / "strict.m", st.integers(-9, 9), examples=20, errors=table)
    expected = pytest.raises(AssertionError, match=words) if words else contextlib.nullcontext()
    with expected:
        test(_refuses_below_0)(octave=octave)


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
    assert list(signature(test).parameters) == ["self", "p", "pysoftmax_oracle"]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda: 0, "must name one argument for each of 1 strategies"),
        (lambda *x: 0, "must name one argument"),
        (given(st.just(1))(lambda x: x), "is under @given; expected a plain function"),
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
    with pytest.raises(AssertionError, match=r"hangs.m: no answer within 1 second; .*\([4-9]\)"):
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
    with pytest.raises(AssertionError, match=r"real\(output 1\): Octave 0.0, Python nan"):
        test(octave=octave)
