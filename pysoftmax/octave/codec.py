"""Values as one row of doubles, as `pysoftmax_batch.m` reads and writes them.

A .mat file of many small cases spends its time in headers and Python objects. Here each value is
three numbers (code, rows, columns) and then its entries column by column; a struct or a cell
holds values in turn. Integers of 64 bits travel as they are, in the place of a double's 64 bits;
text travels as the bytes of UTF-8, which is what a character of Octave is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Handle", "Reader", "encode", "encode_all"]

NUMERIC = (
    "float64",
    "float32",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "bool",
)
"""A numeric class's code is its place here."""
TEXT, STRUCT, CELL, HANDLE, COMPLEX, UNREADABLE = 20, 21, 22, 23, 24, 25
PLAIN = 0
"""The code of doubles, the first of them."""
BITS = (np.dtype("int64"), np.dtype("uint64"))
"""Classes with numbers that no double is equal to."""
_CODE = {np.dtype(name): code for code, name in enumerate(NUMERIC)}


Numbers = list[NDArray[np.float64]]
"""A row of doubles, in pieces."""


class Handle:
    """A function handle for Octave: ``@(x) name(arguments..., x)``."""

    def __init__(self, name: str, *arguments: Any) -> None:
        self.name = name
        self.arguments = arguments


def encode(value: Any, out: Numbers) -> None:
    """Append a value's numbers to `out`.

    Vectors of shape (n,) become columns, numbers 1 x 1 (int and float a double, bool a logical),
    strings and paths rows of characters, mappings structs, lists and tuples cells.

    Raises
    ------
    TypeError
        If there is no Octave value for it.
    ValueError
        If it is an int that no double is equal to.
    """
    if isinstance(value, np.ndarray):
        _encode_array(value, out)
    elif isinstance(value, (bool, np.generic)):
        _encode_array(np.asarray(value), out)
    elif isinstance(value, (int, float)):
        _encode_array(np.asarray(_double(value)), out)
    elif isinstance(value, (str, Path)):
        characters = str(value).encode("utf-8", "surrogateescape")
        count = len(characters)
        out.append(np.array([TEXT, min(1, count), count, *characters], dtype=float))
    elif isinstance(value, Mapping):
        out.append(np.array([STRUCT, len(value), 0.0]))
        for key, entry in value.items():
            encode(str(key), out)
            encode(entry, out)
    elif isinstance(value, (list, tuple)):
        out.append(np.array([CELL, 1.0, len(value)]))
        for entry in value:
            encode(entry, out)
    elif isinstance(value, Handle):
        out.append(np.array([HANDLE, 0.0, 0.0]))
        encode(value.name, out)
        encode(value.arguments, out)
    else:
        raise TypeError(f"Octave has no value for a {type(value).__name__}")


def _double(value: float) -> float:
    try:
        double = float(value)
    except OverflowError:
        double = float("inf")
    if isinstance(value, int) and double != value:
        raise ValueError(
            f"{value} is not equal to any double; numpy.int64 or uint64 gives Octave's integer"
        )
    return double


def _encode_array(array: NDArray[Any], out: Numbers) -> None:
    if isinstance(array, np.ma.MaskedArray):
        raise TypeError("Octave has no value for a masked array; array.filled(...) says what for")
    array = np.asarray(array)  # a matrix stays two-dimensional whatever is done to it
    native = array.dtype.newbyteorder("=")
    code = _CODE.get(native)
    if code is None or array.ndim > 2:
        raise TypeError(f"Octave has no value for a {array.ndim}-D array of {array.dtype}")
    rows, columns = array.shape if array.ndim == 2 else (array.size, 1)
    out.append(np.array([code, rows, columns], dtype=float))
    entries = array.ravel(order="F")
    wide = native in BITS
    out.append(entries.astype(native).view(float) if wide else entries.astype(float, copy=False))


def encode_all(values: Iterable[Any]) -> tuple[Numbers, Numbers]:
    """The heads of many values, and their entries one after the other.

    A head is three numbers: 0 and the rows and columns of a matrix of doubles; or, for anything
    else, 1, and the count of its numbers as `encode` writes them, and 1. A reader can then cut
    all entries at once.
    """
    heads: Numbers = []
    entries: Numbers = []
    for value in values:
        numbers: Numbers = []
        encode(value, numbers)
        head, *rest = numbers
        if head[0] == PLAIN:
            heads.append(head)
            entries += rest
        else:
            heads.append(np.array([1.0, sum(part.size for part in numbers), 1.0]))
            entries += numbers
    return heads, entries


class Reader:
    """Takes values off a row of doubles, one after the other."""

    def __init__(self, numbers: NDArray[np.float64]) -> None:
        self._numbers = numbers
        self._at = 0

    def _take(self, count: int) -> NDArray[np.float64]:
        taken = self._numbers[self._at : self._at + count]
        self._at += count
        return taken

    def number(self) -> float:
        """One bare double."""
        self._at += 1
        return float(self._numbers[self._at - 1])

    def value(self) -> Any:
        """The next value: an array (at least 2-D), text, a dict, a list, or a TypeError.

        What Octave could not write (a handle, an object) comes as a TypeError to be raised or
        reported by whoever asked for it.
        """
        code, rows, columns = map(int, self._take(3))
        if code < len(NUMERIC):
            dtype, entries = np.dtype(NUMERIC[code]), self._take(rows * columns)
            entries = entries.view(dtype) if dtype in BITS else entries.astype(dtype)
            return entries.reshape(rows, columns, order="F")
        if code == COMPLEX:
            parts = self._take(2 * rows * columns).reshape(2, rows, columns, order="F")
            return parts[0] + 1j * parts[1]
        if code == STRUCT:
            return {self.value(): self.value() for _ in range(rows)}
        if code == CELL:
            return [self.value() for _ in range(rows * columns)]
        text = self._take(rows * columns).astype(np.uint8).tobytes().decode("utf-8", "replace")
        return TypeError(f"a value of class {text}") if code == UNREADABLE else text
