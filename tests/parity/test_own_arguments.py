"""The arguments that `against_octave` can make, and what both languages receive."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, note, seed, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pysoftmax.octave import Map, OctaveSession, Pair, StructArray
from pysoftmax.testing import Arguments, against_octave

pytestmark = pytest.mark.octave

FILES = {
    "weighted": "function y = weighted (X, theta)\n  y = X * theta;\nend\n",
    "counted": "function n = counted (varargin)\n  n = nargin;\nend\n",
    "scaled": (
        "function y = scaled (x, varargin)\n"
        "  options = struct (varargin{:});\n  y = x;\n"
        "  if (isfield (options, 'by')) y = y * options.by; end\nend\n"
    ),
    "applied": "function y = applied (f, x)\n  y = f (x);\nend\n",
    "totals": (
        "function [total, names] = totals (items)\n"
        "  total = sum ([items.price]);\n  names = {items.name};\nend\n"
    ),
    "halves": "half = x / 2;\ntwice = 2 * x;\n",
    "greets": "function greets (name)\n  printf ('hello %s\\n', name);\nend\n",
}


@pytest.fixture
def m_files(tmp_path: Path) -> Path:
    """The .m files above."""
    for name, text in FILES.items():
        (tmp_path / f"{name}.m").write_text(text)
    return tmp_path


def _problem(draw: st.DrawFn) -> tuple[Any, Any]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    numbers = st.floats(-9, 9, allow_subnormal=False)
    X = draw(arrays(float, (rows, columns), elements=numbers))
    return X, draw(arrays(float, (columns, 1), elements=numbers))


@pytest.mark.parametrize("arguments", [_problem, st.composite(_problem)()])
def test_sizes_may_depend_on_each_other(
    octave: OctaveSession, m_files: Path, arguments: Any
) -> None:
    """One strategy, or a function of draw, makes all arguments."""
    shapes = set()

    @against_octave(m_files / "weighted.m", arguments=arguments, examples=30)
    def test(X: Any, theta: Any) -> Any:
        shapes.add(X.shape)
        return X @ theta

    test(octave=octave)
    assert len(shapes) > 5


def test_arguments_may_be_drawn_in_the_test(octave: OctaveSession, m_files: Path) -> None:
    """A test with st.data() yields what Octave receives and returns Python's result."""
    kinds = set()

    @against_octave(m_files / "weighted.m", st.data(), examples=30)
    def test(data: st.DataObject) -> Generator[Any, None, Any]:
        X, theta = _problem(data.draw)  # type: ignore[arg-type]
        yield X, theta
        kinds.add(X.shape)
        return X @ theta

    test(octave=octave)
    assert len(kinds) > 5


def test_data_alone_does_not_say_what_octave_receives(octave: OctaveSession, m_files: Path) -> None:
    """A test with st.data() that yields nothing fails, with what to do."""
    test = against_octave(m_files / "weighted.m", st.data())(lambda data: data)
    with pytest.raises(AssertionError, match="make it a generator: yield the arguments for Octave"):
        test(octave=octave)


def test_the_number_of_arguments_may_vary(octave: OctaveSession, m_files: Path) -> None:
    """Tuples of any length reach both sides."""
    seen = set()

    @against_octave(
        m_files / "counted.m",
        arguments=st.lists(st.integers(0, 9), max_size=4).map(tuple),
        examples=40,
    )
    def test(*values: int) -> int:
        seen.add(len(values))
        return len(values)

    test(octave=octave)
    assert seen == {0, 1, 2, 3, 4}


def test_names_and_values_are_keywords_in_python(octave: OctaveSession, m_files: Path) -> None:
    """What Octave receives as "name", value is a keyword argument here."""
    seen = set()

    @against_octave(
        m_files / "scaled.m",
        arguments=st.one_of(
            st.builds(Arguments, st.integers(0, 9)),
            st.builds(Arguments, st.integers(0, 9), by=st.integers(2, 5)),
        ),
        examples=40,
    )
    def test(x: int, by: int = 1) -> int:
        seen.add(by > 1)
        return x * by

    test(octave=octave)
    assert seen == {True, False}


def test_a_handle_is_a_pair(octave: OctaveSession, m_files: Path) -> None:
    """Python receives the callable, Octave the expression's value."""
    squares = Pair(lambda x: x**2, "@(x) x .^ 2")
    shifts = Pair(lambda x: x + 1, "@(x) x + 1")
    test = against_octave(
        m_files / "applied.m", st.sampled_from([squares, shifts]), st.integers(-9, 9), examples=20
    )
    test(lambda f, x: f(x))(octave=octave)
    wrong = Pair(lambda x: x**3, "@(x) x .^ 2")
    test = against_octave(m_files / "applied.m", st.just(wrong), st.integers(2, 9), examples=20)
    with pytest.raises(AssertionError, match=r"Octave 4.0, Python 8.0"):
        test(lambda f, x: f(x))(octave=octave)


def test_struct_arrays_and_cells_are_compared(octave: OctaveSession, m_files: Path) -> None:
    """A list of dicts is a struct array, and a list of names a cell."""
    item = st.fixed_dictionaries({"name": st.text("ab", max_size=3), "price": st.integers(0, 9)})
    items = st.lists(item, min_size=1, max_size=4).map(StructArray)

    @against_octave(m_files / "totals.m", items, nargout=2, examples=30)
    def test(items: Any) -> Any:
        return sum(item["price"] for item in items), [item["name"] for item in items]

    test(octave=octave)


def test_a_script_is_compared_by_its_variables(octave: OctaveSession, m_files: Path) -> None:
    """The arguments are the script's variables, by their names in the test."""
    test = against_octave(
        m_files / "halves.m", st.integers(0, 9), outputs=("half", "twice"), examples=20
    )

    def halves(x: int) -> Any:
        return x / 2, 2 * x

    test(halves)(octave=octave)

    def wrong(x: int) -> Any:
        return x // 2, 2 * x

    with pytest.raises(AssertionError, match=r"half: Octave 0.5, Python 0.0"):
        test(wrong)(octave=octave)
    with pytest.raises(TypeError, match=r"halves.m is a script; expected outputs="):
        against_octave(m_files / "halves.m", st.integers())


def test_what_is_printed_can_be_compared(octave: OctaveSession, m_files: Path) -> None:
    """A function without outputs is compared by its text."""
    names = st.text("abc", min_size=1, max_size=4)
    test = against_octave(m_files / "greets.m", names, nargout=0, printed=True, examples=20)
    test(lambda name: print(f"hello {name}"))(octave=octave)
    with pytest.raises(AssertionError, match=r"printed text: Octave 'hello a\\n', Python 'Hello a"):
        test(lambda name: print(f"Hello {name}"))(octave=octave)
    silent = against_octave(m_files / "greets.m", names, nargout=0, examples=20)
    silent(lambda name: None)(octave=octave)


def test_hypothesis_decorators_work_beneath(octave: OctaveSession, m_files: Path) -> None:
    """@settings, @seed and @example count where they stand under against_octave."""
    seen: list[int] = []

    @against_octave(m_files / "counted.m", st.integers(0, 9))
    @settings(max_examples=7)
    @seed(3)
    @example(123)
    def test(x: int) -> int:
        seen.append(x)
        note(f"it was {x}")
        return 1 if x < 100 else 2

    with pytest.raises(AssertionError, match=r"Octave 1.0, Python 2(.|\n)*x = 123"):
        test(octave=octave)
    assert 123 in seen


def test_a_note_is_printed(octave: OctaveSession, m_files: Path) -> None:
    """What the test says with note() of the failing case is in the message."""

    @against_octave(m_files / "counted.m", st.integers(0, 9))
    def test(x: int) -> int:
        note(f"it was {x}")
        return 1 if x < 5 else 2

    with pytest.raises(AssertionError, match="it was 5") as caught:
        test(octave=octave)
    assert "assert_each" not in str(caught.value)


def test_a_map_is_compared_by_its_keys(octave: OctaveSession, tmp_path: Path) -> None:
    """A containers.Map comes as a Map, and a dict of the same keys agrees."""
    (tmp_path / "flipped.m").write_text(
        "function n = flipped (m)\n  n = containers.Map (m.values (), m.keys ());\nend\n"
    )
    maps = st.dictionaries(
        st.text("ab", min_size=1, max_size=2), st.just("x"), min_size=1, max_size=1
    )
    test = against_octave(tmp_path / "flipped.m", maps.map(Map), examples=10)
    test(lambda m: {value: key for key, value in m.items()})(octave=octave)
    with pytest.raises(AssertionError, match=r"a map with the keys \['x'\]"):
        test(lambda m: dict(m))(octave=octave)


def test_arguments_may_be_given_in_one_way_only(m_files: Path) -> None:
    """Strategies for each argument, or one for all."""
    with pytest.raises(TypeError, match="both strategies and arguments= are given"):
        against_octave(m_files / "counted.m", st.integers(), arguments=st.tuples())


def test_the_inputs_of_a_failure_are_as_drawn(octave: OctaveSession, m_files: Path) -> None:
    """A function that overwrites its argument does not change what is printed."""

    @against_octave(m_files / "counted.m", arrays(float, 2, elements=st.just(5.0)), examples=3)
    def test(x: Any) -> int:
        x[:] = np.nan
        return 7

    with pytest.raises(AssertionError, match=r"x = float64 2 \[5\., 5\.\]"):
        test(octave=octave)
