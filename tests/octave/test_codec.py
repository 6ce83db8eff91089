"""Values as rows of doubles: what goes to Octave and back stays what it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pysoftmax.octave import Call, OctaveSession
from pysoftmax.octave.codec import Reader, encode

NUMBERS = hnp.arrays(
    st.sampled_from([np.float64, np.float32, np.int8, np.uint8, np.int64, np.uint64, np.bool_]),
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=4),
)
WIDE = (np.int64, np.uint64)
SIGNALLING_NAN = 0x7FF0_0000_0000_0001
"""As an integer; as a double's bits they must not be touched either."""
VALUES = st.recursive(
    NUMBERS | st.text("abc é", max_size=5),
    lambda inner: (
        st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), inner, max_size=3)
        | st.lists(inner, max_size=3)
    ),
    max_leaves=5,
)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, dict):
        return isinstance(b, dict) and list(a) == list(b) and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, str):
        return bool(a == b)
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes("F") == b.tobytes("F")


@given(VALUES)
def test_decoding_undoes_encoding(value: Any) -> None:
    """Read back in Python, a value is what was written, to the bit."""
    pieces: list[Any] = []
    encode(value, pieces)
    assert _same(value, Reader(np.concatenate(pieces)).value())


def test_octave_hands_back_what_it_was_given(octave: OctaveSession) -> None:
    """Through Octave and back, every class and the special numbers keep their bits."""
    special = np.array([[0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, 1.7976931348623157e308]])
    values = [special, {"a": special, "b": [np.eye(2), "text"]}, np.zeros((0, 3)), "", "wörds €"]
    values += [np.eye(2)[:, 1:].view(np.matrix)]
    for wide in WIDE:
        ends = np.iinfo(wide)
        values += [np.array([[ends.min, 2**53 + 1, SIGNALLING_NAN, ends.max]], wide)]
    values += [np.zeros((0, 2), np.int64)]
    values += [np.array([[1, 2]], dtype=d) for d in ("float32", "int8", "uint16", "int32", "bool")]
    replies = octave.batch([Call("deal", (value,)) for value in values])
    for value, reply in zip(values, replies, strict=True):
        assert reply.error is None
        assert _same(value, reply.values[0])


@pytest.mark.parametrize(
    ("value", "octaves"),
    [
        (True, "logical"),
        (2, "double"),
        (np.int64(2), "int64"),
        ("é", "char"),
    ],
)
def test_a_value_has_the_class_that_is_meant(
    octave: OctaveSession, value: Any, octaves: str
) -> None:
    """True is a logical, a plain number a double, a NumPy number its own class."""
    assert octave.call("class", value) == octaves


def test_a_character_of_octave_is_a_byte_of_utf_8(octave: OctaveSession) -> None:
    """So that Octave finds the file of that name, and prints what was meant."""
    assert octave.call("double", "é").tolist() == [[195.0, 169.0]]
    assert octave.call("regexprep", "né", "é", "ö") == "nö"


@pytest.mark.parametrize("value", [2**60 + 1, -(2**60) - 1, 10**400])
def test_an_int_that_is_no_double_is_refused(value: int) -> None:
    """It would be rounded in silence; the error says what carries it."""
    with pytest.raises(ValueError, match="is not equal to any double"):
        encode(value, [])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.zeros((2, 2, 2)), "3-D array"),
        (object(), "object"),
        (np.ma.masked_array([1.0, 2.0], [True, False]), "a masked array; array.filled"),
        (np.array(["a"]), "1-D array of <U1"),
    ],
)
def test_what_octave_has_no_value_for_is_refused(value: Any, words: str) -> None:
    """The error names what came."""
    with pytest.raises(TypeError, match=words):
        encode(value, [])


def test_what_numbers_cannot_carry_comes_as_an_error_in_its_place(octave: OctaveSession) -> None:
    """A handle among the outputs does not cost the other outputs."""
    handle, number = octave.call("deal", "x", 1.0, nargout=2)
    assert (handle, number.item()) == ("x", 1.0)
    unreadable = octave.call("str2func", "sin")
    assert isinstance(unreadable, TypeError)
    assert "function_handle" in str(unreadable)
