"""Read what a student's process sends: numbers, or an error.

The sender is untrusted; everything is validated.

A message is a line of JSON followed by arrays in .npy format. The student controls
the process, which may send anything. So every size is checked before it is used, the header of an
array must be what NumPy itself would have written (nothing is evaluated), and a message can only
contain the numbers for the next case.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Literal

import numpy as np

from pysoftmax.comparison.case import Answer, Failure

__all__ = ["AnswerReader", "UnreadableError", "read_answer", "read_npy", "read_remarks"]

HEADER_BYTES = 1 << 16
OUTPUTS = 64
FIELDS = 64
TEXT_CHARACTERS = 2000
MOST_REMARKS = 20
REMARKS = ("run on import", "missing module", "not loaded")
"""The kinds of remarks that a process may make of itself."""
_KINDS: dict[str, Literal["error", "missing", "invalid"]] = {
    "error": "error",
    "missing": "missing",
    "invalid": "invalid",
}
"""The kinds of failure that a process may report."""


class UnreadableError(ValueError):
    """The process sent something other than answers."""


class AnswerReader:
    """Assembles messages from the bytes received.

    Parameters
    ----------
    limit_bytes
        The largest size of all messages together.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._left = limit_bytes
        self._buffer = bytearray()
        self._header: Any = None
        self._sizes: list[int] = []

    def feed(self, data: bytes) -> list[tuple[Any, list[memoryview]]]:
        """Yield the messages that `data` completes: the parsed header and its arrays' bytes.

        The bytes of a message are held once, by the views of its arrays.

        Raises
        ------
        UnreadableError
            If it is not such a message.
        OverflowError
            If the answers are larger than the limit.
        """
        self._left -= len(data)
        if self._left < 0:
            raise OverflowError("the answers are too large")
        self._buffer += data
        messages = []
        while (message := self._next()) is not None:
            messages.append(message)
        return messages

    def _next(self) -> tuple[Any, list[memoryview]] | None:
        if self._header is None and not self._take_header():
            return None
        if len(self._buffer) < sum(self._sizes):
            return None
        whole, start = memoryview(self._buffer), 0
        bodies = []
        for size in self._sizes:
            bodies.append(whole[start : start + size].toreadonly())
            start += size
        self._buffer = bytearray(whole[start:])
        header, self._header = self._header, None
        return header, bodies

    def _take_header(self) -> bool:
        end = self._buffer.find(b"\n", 0, HEADER_BYTES)
        if end < 0:
            if len(self._buffer) >= HEADER_BYTES:
                raise UnreadableError("a header without an end")
            return False
        try:
            header = json.loads(bytes(self._buffer[:end]).decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise UnreadableError("a header that is not JSON") from None
        if not isinstance(header, dict):
            raise UnreadableError("a header that is not an object")
        del self._buffer[: end + 1]
        self._sizes = _sizes(header.get("outputs", []))
        if sum(self._sizes) > self._left + len(self._buffer):
            raise OverflowError("the answers are too large")
        self._header = header
        return True


def _sizes(outputs: Any) -> list[int]:
    """Yield the sizes of all arrays that a header announces."""
    if not isinstance(outputs, list) or len(outputs) > OUTPUTS:
        raise UnreadableError("outputs that are not a list")
    sizes: list[int] = []
    for output in outputs:
        _collect(output, sizes, depth=0)
    return sizes


def _collect(output: Any, sizes: list[int], depth: int) -> None:
    if type(output) is int and output >= 0:
        sizes.append(output)
    elif isinstance(output, dict) and len(output) <= FIELDS and depth < 4:
        for field in output.values():
            _collect(field, sizes, depth + 1)
    else:
        raise UnreadableError("an output that is neither an array nor a struct")


def read_answer(header: Any, bodies: list[memoryview], seconds: float) -> Answer:
    """Return the answer in a message.

    Raises
    ------
    UnreadableError
        If the message contains no answer.
    """
    if "error" in header:
        return Answer(failure=_failure(header["error"]), seconds=seconds)
    if "outputs" not in header:
        raise UnreadableError("neither outputs nor an error")
    arrays = iter([read_npy(body) for body in bodies])
    values = tuple(_rebuild(output, arrays) for output in header["outputs"])
    return Answer(values, seconds=seconds)


def _rebuild(output: Any, arrays: Any) -> Any:
    if isinstance(output, dict):
        return {name: _rebuild(field, arrays) for name, field in output.items()}
    return next(arrays)


def _failure(error: Any) -> Failure:
    kind = error.get("kind") if isinstance(error, dict) else None
    if not isinstance(error, dict) or not isinstance(kind, str) or kind not in _KINDS:
        raise UnreadableError("an error of no known kind")
    message, identifier = _text(error.get("message")), _text(error.get("identifier"))
    out_of_memory = identifier in {"MemoryError", "_ArrayMemoryError"} or message.startswith(
        "out of memory or dimension too large"
    )
    return Failure("limit" if out_of_memory else _KINDS[kind], message, identifier)


def _text(value: Any) -> str:
    """Return text of bounded length that can be shown safely."""
    text = value[:TEXT_CHARACTERS] if isinstance(value, str) else ""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)


def read_remarks(value: Any) -> tuple[tuple[str, str, int, str], ...]:
    """What a process says of loading its files: those remarks that have the right form."""
    read = []
    for remark in value[:MOST_REMARKS] if isinstance(value, list) else ():
        if isinstance(remark, list) and len(remark) == 4 and remark[0] in REMARKS:
            kind, file, line, message = remark
            if isinstance(kind, str) and type(line) is int and 0 < line < HEADER_BYTES**2:
                read.append((kind, _text(file)[:200], line, _text(message)[:500]))
    return tuple(read)


_DOUBLE = {"f": 8, "c": 16}
"""Bytes of a double and of a complex one; wider numbers are rounded to these."""
_NPY = re.compile(
    rb"\{'descr': '([<>|][fiubc][0-9]{1,2})', 'fortran_order': (True|False), "
    rb"'shape': \(((?:[0-9]{1,12}, ){0,7}[0-9]{0,12},?)\), \} *\n"
)


def read_npy(body: bytes | memoryview) -> np.ndarray[Any, Any]:
    """Return the array of a .npy file of version 1.0, which must contain only numbers.

    Raises
    ------
    UnreadableError
        If it is not what `numpy.save` writes for an array of numbers.
    """
    length = int.from_bytes(body[8:10], "little")
    match = _NPY.fullmatch(body[10 : 10 + length])
    if body[:8] != b"\x93NUMPY\x01\x00" or match is None:
        raise UnreadableError("an array that is not in .npy format")
    extents = [int(extent) for extent in match[3].decode().replace(",", " ").split()]
    try:
        dtype = np.dtype(match[1].decode())
        flat = (
            np.frombuffer(body[10 + length :], dtype) if _entries(extents) else np.empty(0, dtype)
        )
        array = flat.reshape(extents, order="F" if match[2] == b"True" else "C")
    except (TypeError, ValueError):
        raise UnreadableError("an array whose size is not what its header says") from None
    if dtype.kind == "b":
        array = np.asarray(array.view(np.uint8) != 0)  # a bool's byte must be 0 or 1
    if dtype.itemsize > _DOUBLE.get(dtype.kind, dtype.itemsize):
        with np.errstate(over="ignore"):  # a number beyond a double's range becomes infinite
            array = array.astype(f"{dtype.kind}{_DOUBLE[dtype.kind]}")
    array.flags.writeable = False
    return array


def _entries(extents: list[int]) -> int:
    """Return how many entries an array has; reject absurd extents even if it has none."""
    if math.prod(max(extent, 1) for extent in extents) > HEADER_BYTES**2:
        raise UnreadableError("an array of absurd extents")
    return math.prod(extents)
