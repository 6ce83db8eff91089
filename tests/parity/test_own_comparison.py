"""How the outputs of functions of one's own are compared."""

from __future__ import annotations

import contextlib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from pysoftmax.octave import OctaveSession
from pysoftmax.testing import HiddenDifferenceWarning, against_octave
from pysoftmax.testing.closeness import (
    apply,
    entrywise,
    exact,
    hidden_difference,
    largest,
    up_to_order,
    up_to_sign,
    within,
)

pytestmark = pytest.mark.octave


def _wrong(rule: Any, actual: Any, expected: Any) -> int:
    return sum(c.wrong for c in rule(np.asarray(actual), np.asarray(expected), "out", ""))


COLUMNS = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    ("rule", "actual", "expected", "wrong"),
    [
        (largest(1e-12), [6378137, 5e-7], [6378137, 1e-7], 0),
        (entrywise(1e-12), [6378137, 5e-7], [6378137, 1e-7], 1),
        (entrywise(1e-12), [6378137, 1e-7 * (1 + 1e-13)], [6378137, 1e-7], 0),
        (entrywise(1e-12, 1e-6), [6378137, 5e-7], [6378137, 1e-7], 0),
        (entrywise(1e-3), [1.0, np.nan, np.inf], [1.0, np.nan, np.inf], 0),
        (entrywise(1e-3), [1.0, np.nan], [1.0, 2.0], 1),
        (within(0.5), [1.0, 2.4], [1.0, 2.0], 0),
        (within(0.5), [1.0, 2.6], [1.0, 2.0], 1),
        (exact(), [0.0], [-0.0], 1),
        (exact(), [0.1], [0.1], 0),
        (up_to_sign(), -COLUMNS, COLUMNS, 0),
        (up_to_sign(), COLUMNS * [1, -1], COLUMNS, 0),
        (up_to_sign(), COLUMNS * [[1], [-1]], COLUMNS, 2),
        (up_to_sign(), [-1.0, 2.0], [[1.0], [-2.0]], 0),
        (up_to_sign(), [-1.0, 2.0], [[1.0, -2.0, 3.0]], 3),
        (up_to_order(), [3.0, 1.0, 2.0], [1.0, 2.0, 3.0], 0),
        (up_to_order(), [3.0, 1.0, 1.5], [1.0, 2.0, 3.0], 1),
        (up_to_order(), [2j, 1 - 1j, 1 + 1j], [1 + 1j, 1 - 1j, 2j], 0),
        (up_to_order(), [np.nan, 1.0], [1.0, np.nan], 0),
        (up_to_order(), [1.0], [1.0, 2.0], 2),
        (up_to_order(), [1.0, 2.0, 3.0], [1.0, 2.0], 2),
    ],
)
def test_a_rule_allows_what_it_says(rule: Any, actual: Any, expected: Any, wrong: int) -> None:
    """Each rule, on values that it accepts and on values that it rejects."""
    assert _wrong(rule, actual, expected) == wrong


def _made(tmp_path: Path, body: str) -> Path:
    (tmp_path / "made.m").write_text(f"function [a, b] = made (x)\n  {body}\nend\n")
    return tmp_path / "made.m"


def _test(path: Path, octave: OctaveSession, result: Any, words: str = "", **options: Any) -> None:
    test = against_octave(path, st.integers(1, 9), examples=5, **options)(lambda x: result)
    expected = pytest.raises(AssertionError, match=words) if words else contextlib.nullcontext()
    with expected:
        test(octave=octave)


def test_a_small_entry_beside_a_large_one_does_not_pass_in_silence(
    octave: OctaveSession, tmp_path: Path
) -> None:
    """The default warns of it, and says how to decide; a rule that is given decides."""
    path = _made(tmp_path, "a = [6378137, 1e-7];")
    result = np.array([6378137, 5e-7])
    with pytest.warns(HiddenDifferenceWarning, match=r"5e-07 passes for Octave's 1e-07 only"):
        _test(path, octave, result)
    _test(path, octave, result, r"output 1\[1\]: Octave 1e-07, Python 5e-07", compare=entrywise())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _test(path, octave, result, compare=largest())
        _test(path, octave, np.array([6378137, 1e-7]))


def test_rounding_is_not_warned_of() -> None:
    """A sum that cancels leaves a few units in the last place of the largest entry."""
    assert not hidden_difference(np.array([1.0, 4e-16]), np.array([1.0, 1e-17]))
    assert hidden_difference(np.array([1.0, 4e-14]), np.array([1.0, 1e-17]))


def test_an_imaginary_part_beside_real_numbers_is_seen() -> None:
    """Octave drops an imaginary part of zero, and NumPy does not: only another one is wrong."""
    octave = np.array([5.0, 2.0])
    assert _wrong(largest(1e-12), [5 + 0j, 2 + 0j], octave) == 0
    assert _wrong(largest(1e-12), [5 + 0j, 2 + 1j], octave) == 1
    assert not hidden_difference(np.array([5 + 0j, 2 + 0j]), octave)
    assert "(2e-07+3e-07j) passes" in hidden_difference(
        np.array([6378137, 2e-7 + 3e-7j]), np.array([6378137, 2e-7])
    )


def test_each_output_has_its_rule(octave: OctaveSession, tmp_path: Path) -> None:
    """One rule for each output, or a function of the two values."""
    path = _made(tmp_path, "a = [3; 1; 2]; b = 10;")
    result = ([1.0, 2.0, 3.0], 10.4)

    def close(ours: Any, theirs: Any) -> bool:
        return bool(abs(ours - theirs) < 0.5)

    _test(path, octave, result, nargout=2, compare=(up_to_order(), close))
    _test(path, octave, result, "output 1: 3 of 3", nargout=2, compare=(exact(), close))
    _test(path, octave, (result[0], 11), r"11 \(close\)", nargout=2, compare=(up_to_order(), close))
    with pytest.raises(TypeError, match="compare has 1 rule; expected one for each of 2 outputs"):
        against_octave(path, st.integers(), nargout=2, compare=(exact(),))


def test_a_comparison_may_assert(octave: OctaveSession, tmp_path: Path) -> None:
    """The words of its AssertionError are in the message."""

    def even(ours: Any, theirs: Any) -> None:
        assert ours % 2 == 0, "it is odd"

    path = _made(tmp_path, "a = 4;")
    _test(path, octave, 6, compare=even)
    _test(path, octave, 5, "even: it is odd", compare=even)


@pytest.mark.parametrize(
    ("body", "result", "words"),
    [
        ("a = [1 2];", np.array([[1.0, 2.0]]), ""),
        ("a = [1 2];", np.array([1.0, 2.0]), "Octave 1x2 double, Python 2x1 double"),
        ("a = [1; 2];", np.array([1.0, 2.0]), ""),
        ("a = [1 2];", np.array([[1.0], [2.0]]), "Octave 1x2 double, Python 2x1 double"),
        ("a = true;", 1.0, "Octave 1x1 logical, Python 1x1 double"),
        ("a = true;", True, ""),
        ("a = int32 (7);", 7, "Octave 1x1 int32, Python 1x1 double"),
        ("a = int32 (7);", np.int32(7), ""),
        ("a = single (7);", np.float32(7), ""),
        ("a = 'x';", "x", ""),
        ("a = {1};", [1], ""),
        ("a = {1; 2};", [1, 2], "Octave 2x1 cell, Python 1x2 cell"),
        ("a = sparse (1);", 1.0, "Octave 1x1 sparse double, Python 1x1 double"),
        ("a = struct ('x', {1, 2});", [{"x": 1}, {"x": 2}], "Octave 1x2 struct, Python 1x2 cell"),
    ],
)
def test_shape_and_class_count_if_asked(
    octave: OctaveSession, tmp_path: Path, body: str, result: Any, words: str
) -> None:
    """Strict comparison distinguishes rows from columns and one class from another."""
    _test(_made(tmp_path, body), octave, result, words, strict=True)
    if "struct" not in body and "cell" not in words:
        _test(tmp_path / "made.m", octave, result)


@pytest.mark.parametrize(
    ("body", "result", "words"),
    [
        ("a = [];", None, ""),
        ("a = [];", [], ""),
        ("a = []; ", np.empty(0), ""),
        ("a = zeros (0, 3);", np.empty((0, 3)), ""),
        ("a = zeros (0, 3);", np.empty((0, 2)), "shape 0x3"),
        ("a = 5;", None, "output 1: Octave"),
        ("a = reshape (1:24, 2, 3, 4);", np.arange(1.0, 25).reshape(4, 3, 2).T, ""),
        ("a = reshape (1:24, 2, 3, 4);", np.arange(1.0, 25).reshape(2, 3, 4), "22 of 24"),
        ("a = ones (2, 3);", np.ones((2, 3, 1)), ""),
        ("a = ['ab '; 'cd '];", ["ab", "cd"], ""),
        ("a = ['ab'; 'cd'];", ["ab", "ce"], "a matrix of characters"),
        ("a = sparse ([0 2; 3 0]);", np.array([[0, 2], [3, 0]]), ""),
        ("a = sparse ([0 2i; 3 0]);", np.array([[0, 2j], [3, 0]]), ""),
        ("a = {1, 'x'; 2, 'y'};", [[1, "x"], [2, "y"]], ""),
        ("a = {1, 'x'; 2, 'y'};", [[1, "x"], [2, "z"]], r"output 1\[3\]: Octave 'y', Python 'z'"),
        ("a = struct ('x', {1, 2});", [{"x": 1}, {"x": 2}], ""),
        (
            "a = struct ('x', {1, 2});",
            [{"x": 1}, {"x": 3}],
            r"output 1\[1\].x: Octave 2.0, Python 3",
        ),
        ("a = containers.Map ({1, 2}, {'p', 'q'});", {1: "p", 2: "q"}, ""),
        ("a = containers.Map ({1, 2}, {'p', 'q'});", {1: "p", 2: "r"}, "Octave 'q', Python 'r'"),
        ("a = @sin;", np.sin, "class function_handle.* which has no form in Python"),
    ],
)
def test_every_kind_of_value_is_compared(
    octave: OctaveSession, tmp_path: Path, body: str, result: Any, words: str
) -> None:
    """Equal values pass, different ones fail with the place, and what cannot travel is named."""
    path = _made(tmp_path, body)
    if "sin" in body:
        with pytest.raises(TypeError, match=words):
            _test(path, octave, result)
    else:
        _test(path, octave, result, words)


def test_a_comparison_of_each_entry_must_hold_for_all() -> None:
    """One False among the entries that a comparison returns is a disagreement."""

    def given(came: Any, wanted: Any) -> Any:
        return came == wanted

    pair = np.array([1.0, 2.0]), np.array([1.0, 3.0])
    assert len(list(apply(given, *pair, "out", ""))) == 1
    assert list(apply(given, pair[0], pair[0], "out", "")) == []
