"""Values as rows of doubles: the round trip to Octave and back preserves them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.sparse import csc_array

from pysoftmax.octave import Call, Cell, Map, OctaveError, OctaveSession, Pair, StructArray
from pysoftmax.octave.codec import ValueReader, encode

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
    return bool(a.dtype == b.dtype and a.shape == b.shape and a.tobytes("F") == b.tobytes("F"))


@given(VALUES)
def test_decoding_undoes_encoding(value: Any) -> None:
    """A value read back in Python equals the written one, bit for bit."""
    pieces: list[Any] = []
    encode(value, pieces)
    assert _same(value, ValueReader(np.concatenate(pieces)).value())


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
    """Text is passed as UTF-8, so that Octave finds a file of that name and prints it correctly."""
    assert octave.call("double", "é").tolist() == [[195.0, 169.0]]
    assert octave.call("regexprep", "né", "é", "ö") == "nö"


@pytest.mark.parametrize("value", [2**60 + 1, -(2**60) - 1, 10**400])
def test_an_int_that_is_no_double_is_refused(value: int) -> None:
    """An int that would be rounded is rejected; the error names the type to use."""
    with pytest.raises(ValueError, match="is not equal to any double"):
        encode(value, [])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (object(), "cannot convert an object to an Octave value"),
        (len, r"cannot convert a builtin_function_or_method .*; pass Pair\(python, octave_exp"),
        (np.ma.masked_array([1.0, 2.0], [True, False]), r"a masked array .*; use array.filled"),
        (np.array([["a"]]), "2-D array of <U1"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "1-D array of datetime64"),
        ({1: 2}, "a key is 1; expected text"),
        (Map({1: 2, "a": 3}), "expected all text or all numbers"),
    ],
)
def test_what_octave_has_no_value_for_is_refused(value: Any, words: str) -> None:
    """The error names the value, and what to pass instead."""
    with pytest.raises(TypeError, match=words):
        encode(value, [])


CUBE = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("value", "expression"),
    [
        (CUBE, "permute (reshape (0:23, 4, 3, 2), [3 2 1])"),
        (CUBE.astype(np.int64), "int64 (permute (reshape (0:23, 4, 3, 2), [3 2 1]))"),
        (np.array([[1 + 2j, 3 - 4j]]), "[1+2i, 3-4i]"),
        (np.array([[1 + 2j]], np.complex64), "single (1+2i)"),
        (CUBE + 1j, "permute (reshape (0:23, 4, 3, 2), [3 2 1]) + 1i"),
        (2 + 1j, "2+1i"),
        (np.array(["ab", "c"]), "['ab'; 'c ']"),
        (np.array(["", ""]), "char ('', '')"),
        (None, "[]"),
        (csc_array([[0.0, 2.0], [3.0, 0.0], [0.0, 0.0]]), "sparse ([0 2; 3 0; 0 0])"),
        (csc_array([[True, False]]), "sparse ([true false])"),
        (csc_array((2, 3)), "sparse (2, 3)"),
        (Cell([1, "b", [2], 4], (2, 2)), "{1, {2}; 'b', 4}"),
        (Cell(range(8), (2, 2, 2)), "reshape (num2cell (0:7), 2, 2, 2)"),
        (np.array([[1, "b"], [None, 4]], dtype=object), "{1, 'b'; [], 4}"),
        (
            StructArray([{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]),
            "struct ('x', {1, 2}, 'y', {'a','b'})",
        ),
        (StructArray([{"x": 1}, {"x": 2}], (2, 1)), "struct ('x', {1; 2})"),
        (StructArray(shape=(0, 0), fields=["x"]), "struct ('x', {})"),
        (Map(b=1, a="x"), "containers.Map ({'a', 'b'}, {'x', 1})"),
        (Map({2: "two", 1: "one"}), "containers.Map ({1, 2}, {'one', 'two'})"),
    ],
)
def test_a_value_reaches_octave_as_what_it_is(
    octave: OctaveSession, value: Any, expression: str
) -> None:
    """Octave finds the value equal to the one that the expression makes, in class and size."""
    same = Pair(
        None,
        "@(a, b) strcmp (class (a), class (b)) && isequal (size (a), size (b)) && "
        "issparse (a) == issparse (b) && isequal (plain (a), plain (b))".replace(
            "plain", "(@(v) {@() v, @() {v.keys(), v.values()}}{1 + isobject (v)} ())"
        ),
    )
    assert octave.call("feval", same, value, Pair(None, expression)).item() is True


@pytest.mark.parametrize(
    "value",
    [
        CUBE,
        CUBE.astype(np.int64),
        CUBE.astype(np.float32) + np.complex64(1j),
        np.array([[complex(np.inf, 1), complex(0.0, np.nan)]]),
        np.array(["ab", "cd"]),
        Cell([np.ones((1, 1)), "b"], (2, 1)),
        Cell([np.ones((1, 1))] * 8, (2, 2, 2)),
        StructArray([{"x": "1"}, {"x": "2"}], (2, 1)),
        StructArray(shape=(0, 3), fields=["x"]),
        Map(a="x", b="y"),
        Map({1.0: "one"}),
    ],
)
def test_a_value_comes_back_as_what_it_was(octave: OctaveSession, value: Any) -> None:
    """Type, class, shape and content survive the round trip to Octave."""
    back = octave.call("deal", value)
    assert type(back) is type(value)
    assert repr(back) == repr(value)
    assert getattr(back, "dtype", None) == getattr(value, "dtype", None)


def test_a_sparse_matrix_comes_back_sparse(octave: OctaveSession) -> None:
    """A sparse result is SciPy's, with the same entries."""
    back = octave.call("deal", csc_array([[0.0, 2.0], [3.0, 0.0], [0.0, 0.0]]))
    assert isinstance(back, csc_array)
    assert back.nnz == 2
    assert back.toarray().tolist() == [[0.0, 2.0], [3.0, 0.0], [0.0, 0.0]]


def test_a_pair_is_a_handle_in_octave(octave: OctaveSession) -> None:
    """Octave calls the expression's function."""
    assert octave.call("quad", Pair(lambda x: 2 * x, "@(x) 2 * x"), 0, 3).item() == 9.0


def test_a_shape_must_fit_the_entries() -> None:
    """A cell of the wrong size is rejected when it is made."""
    with pytest.raises(
        ValueError, match=r"shape is \(2, 2\); .*3, the number of entries of the Cell"
    ):
        Cell([1, 2, 3], (2, 2))


def test_the_entries_of_a_struct_array_have_the_same_fields() -> None:
    """A missing field is named."""
    with pytest.raises(ValueError, match=r"entry 1 has the fields \['y'\]; expected \['x'\]"):
        StructArray([{"x": 1}, {"y": 1}])


def test_what_has_no_form_in_python_is_refused_where_it_is_used(octave: OctaveSession) -> None:
    """A handle among a batch's outputs affects no other output; a call names its class."""
    call = Call("deal", (Pair(None, "@sin"), 1.0), 2)
    (reply,) = octave.batch([call])
    handle, number = reply.values
    assert number.item() == 1.0
    assert not isinstance(handle, Exception)
    for use in (np.asarray, float, len, lambda value: value + 1):
        with pytest.raises(TypeError, match="class function_handle, which has no form in Python"):
            use(handle)
    with pytest.raises(TypeError, match="class function_handle"):
        octave.call("deal", Pair(None, "@sin"))


def test_a_function_that_returns_nothing_is_called_with_no_outputs(octave: OctaveSession) -> None:
    """With nargout 0 it is answered, where asking for an output is an error."""
    assert octave.call("more", "off", nargout=0) == ()
    with pytest.raises(OctaveError, match=r"undefined in return list|too many outputs"):
        octave.call("more", "off")
