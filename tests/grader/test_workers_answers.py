"""What a student's process may send: every byte of it is doubted."""

from __future__ import annotations

import io
import json
import tracemalloc
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pysoftmax.grader.limits import Limits
from pysoftmax.grader.workers.answers import AnswerReader, UnreadableError, read_answer, read_npy

LIMIT = 1 << 16
NUMBERS = st.one_of(
    arrays.floating_dtypes(sizes=(32, 64)),
    arrays.integer_dtypes(),
    arrays.unsigned_integer_dtypes(),
    arrays.boolean_dtypes(),
    arrays.complex_number_dtypes(sizes=(64, 128)),
)


def npy(array: np.ndarray) -> bytes:
    body = io.BytesIO()
    np.save(body, array)
    return body.getvalue()


def read_all(data: bytes) -> list[Any]:
    """Every answer in some bytes, as the grader reads them."""
    return [read_answer(*message, 0.0) for message in AnswerReader(LIMIT).feed(data)]


@given(arrays.arrays(NUMBERS, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)))
def test_what_numpy_writes_is_read(array: np.ndarray) -> None:
    """Any array of numbers comes through as it was, and cannot be written to."""
    read = read_npy(npy(array))
    np.testing.assert_array_equal(read, array)
    assert read.dtype.newbyteorder("=") == array.dtype.newbyteorder("=")
    assert read.shape == array.shape
    assert not read.flags.writeable


def test_order_is_kept() -> None:
    """An array by columns is read by columns."""
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    np.testing.assert_array_equal(read_npy(npy(array)), array)


@pytest.mark.parametrize(
    "array",
    [
        np.array(["text"]),
        np.array([b"bytes"]),
        np.array([(1, 2.0)], dtype="i4,f8"),
        np.array(["2020-01-01"], dtype="M8[D]"),
    ],
    ids=["text", "bytes", "record", "time"],
)
def test_what_is_no_number_is_not_read(array: np.ndarray) -> None:
    """Text, records and times are refused by their type."""
    with pytest.raises(UnreadableError):
        read_npy(npy(array))


def test_objects_are_never_unpickled() -> None:
    """An array of objects is refused by its header alone."""
    body = io.BytesIO()
    np.save(body, np.array([print], dtype=object), allow_pickle=True)
    with pytest.raises(UnreadableError):
        read_npy(body.getvalue())


@given(st.binary(max_size=300))
def test_any_bytes_are_an_array_or_refused(data: bytes) -> None:
    """Reading raises one exception and no other."""
    for body in (data, b"\x93NUMPY\x01\x00" + data, npy(np.zeros(2))[:-16] + data):
        with suppress(UnreadableError):
            assert read_npy(body).dtype.kind in "fiubc"


@given(st.integers(0, 143), st.binary(min_size=1, max_size=3))
def test_a_damaged_array_is_an_array_or_refused(position: int, noise: bytes) -> None:
    """A header changed anywhere is refused, or still describes numbers of the size that came."""
    body = bytearray(npy(np.arange(2.0)))
    body[position : position + len(noise)] = noise
    try:
        array = read_npy(bytes(body))
    except UnreadableError:
        return
    assert array.nbytes <= len(body)


keys = st.sampled_from(["kind", "message", "identifier"]) | st.text(max_size=5)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
)


@given(st.dictionaries(st.sampled_from(["case", "outputs", "error", "loaded", "x"]), json_values))
def test_any_header_is_an_answer_or_refused(header: dict[str, Any]) -> None:
    """No header can raise anything but a refusal."""
    with suppress(UnreadableError, OverflowError):
        read_all(json.dumps(header).encode() + b"\n")


@given(st.binary(max_size=400))
def test_any_stream_is_answers_or_refused(data: bytes) -> None:
    """No bytes can raise anything but a refusal."""
    with suppress(UnreadableError, OverflowError):
        read_all(data)


@given(st.lists(st.integers(1, 50), max_size=20))
def test_messages_may_come_in_any_pieces(cuts: list[int]) -> None:
    """Where the pipe cuts a message does not matter."""
    bodies = [npy(np.arange(3.0)), npy(np.array(7))]
    header = {"case": 0, "outputs": [len(bodies[0]), {"optTheta": len(bodies[1])}]}
    data = json.dumps(header).encode() + b"\n" + b"".join(bodies)
    reader, messages = AnswerReader(LIMIT), []
    for cut in cuts:
        messages += reader.feed(data[:cut])
        data = data[cut:]
    messages += reader.feed(data)
    (message,) = messages
    answer = read_answer(*message, 0.0)
    np.testing.assert_array_equal(answer.values[0], np.arange(3.0))
    assert answer.values[1]["optTheta"] == 7


@pytest.mark.parametrize("kind", [[], {}, None, 1, "not asked"])
def test_a_failure_of_no_known_kind_is_refused(kind: object) -> None:
    """What a process says of itself is one of three words, and nothing that breaks the reader."""
    with pytest.raises(UnreadableError):
        read_answer({"error": {"kind": kind, "message": "x"}}, [], 0.0)


@pytest.mark.parametrize("dtype", [np.longdouble, np.clongdouble])
def test_wider_numbers_are_rounded_to_doubles(dtype: type) -> None:
    """What no double can hold is infinite, and nothing warns."""
    read = read_npy(npy(np.array([1.5, np.finfo(np.longdouble).max], dtype=dtype)))
    assert read.dtype in (np.float64, np.complex128)
    assert read[0] == 1.5
    assert np.isinf(read[1].real)


def test_a_size_is_checked_before_it_is_read() -> None:
    """An array larger than the limit is refused when it is announced, not when it has come."""
    with pytest.raises(OverflowError):
        AnswerReader(LIMIT).feed(b'{"case": 0, "outputs": [%d]}\n' % (LIMIT + 1))


def test_all_answers_together_are_limited() -> None:
    """Many small answers count like a large one."""
    small = b'{"loaded": true}\n'
    reader = AnswerReader(LIMIT)
    for _ in range(LIMIT // len(small)):
        reader.feed(small)
    with pytest.raises(OverflowError):
        reader.feed(small)


def test_a_byte_more_than_the_limit_is_too_much() -> None:
    """It counts before any of it is read."""
    AnswerReader(1000).feed(b" " * 1000)
    with pytest.raises(OverflowError):
        AnswerReader(1000).feed(b" " * 1001)


def test_an_answer_has_at_most_64_outputs() -> None:
    """No function of an exercise has as many; more are refused before their sizes are read."""
    AnswerReader(LIMIT).feed(json.dumps({"outputs": [0] * 64}).encode() + b"\n")
    with pytest.raises(UnreadableError):
        AnswerReader(LIMIT).feed(json.dumps({"outputs": [0] * 65}).encode() + b"\n")


@pytest.mark.parametrize("size", [-1, True, 1.0, "1", None])
def test_a_size_is_a_whole_number_of_0_or_more(size: object) -> None:
    """Anything else is refused with the header."""
    with pytest.raises(UnreadableError):
        AnswerReader(LIMIT).feed(json.dumps({"outputs": [size]}).encode() + b"\n")


def test_a_header_has_an_end_and_a_bounded_depth() -> None:
    """Neither 64 KiB without a newline nor ten thousand brackets are a header."""
    reader = AnswerReader(LIMIT)
    reader.feed(b" " * (2**16 - 1))
    with pytest.raises(UnreadableError):
        reader.feed(b" ")
    with pytest.raises(UnreadableError):
        AnswerReader(LIMIT).feed(b"[" * 10_000 + b"\n")


def test_a_truth_value_is_0_or_1() -> None:
    """A byte of 2 is true, and is 1 from then on."""
    body = npy(np.array([True, False]))
    assert read_npy(body[:-2] + b"\2\0").view(np.uint8).tolist() == [1, 0]


def test_an_empty_array_has_no_absurd_extents() -> None:
    """An array of 0 x 99,999,999,999 entries takes no memory, but is refused."""
    body = npy(np.empty((0, 1)))
    absurd = body.replace(b"(0, 1), }" + b" " * 10, b"(0, 99999999999), }")
    assert absurd != body
    assert read_npy(body).shape == (0, 1)
    with pytest.raises(UnreadableError):
        read_npy(absurd)


def test_text_from_a_process_can_be_shown() -> None:
    """Control characters and endless text do not reach a terminal or a report."""
    error = {"kind": "error", "message": "\x1b[2J" + "x" * 9999, "identifier": 5}
    failure = read_answer({"error": error}, [], 0.0).failure
    assert failure is not None
    assert failure.message.isprintable()
    assert len(failure.message) <= 2000
    assert failure.identifier == ""


def test_an_answer_is_held_once() -> None:
    """However large what a process sends is, the grader needs no second copy of it."""
    body = npy(np.zeros(1 << 19))
    message = json.dumps({"case": 0, "outputs": [len(body)]}).encode() + b"\n" + body
    chunks = [message[k : k + (1 << 18)] for k in range(0, len(message), 1 << 18)]
    reader = AnswerReader(len(message))
    tracemalloc.start()
    try:
        (read,) = [read_answer(*one, 0.0) for chunk in chunks for one in reader.feed(chunk)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert read.values[0].nbytes == 4 << 20
    assert peak < 1.5 * len(message)


def test_all_answers_of_a_run_are_small_beside_the_graders_memory() -> None:
    """What one run may send by default is a tenth of what the grader may need more for attacks."""
    assert Limits().answer_bytes <= 10 << 20
