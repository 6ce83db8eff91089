"""Values as one row of doubles, as `pysoftmax_batch.m` reads and writes them.

For many small cases, .mat files spend most time on headers and Python objects. Here each value is
three numbers (code, rows, columns) followed by its entries column by column; a struct or a cell
contains further values. 64-bit integers are stored unchanged in the 64 bits of a double. Text is
stored as UTF-8 bytes, which are Octave's characters.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.octave.values import Cell, Map, NotCarried, Pair, StructArray

__all__ = ["Handle", "ValueReader", "encode", "encode_all"]

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
"""The code of a numeric class is its position here."""
TEXT, STRUCT, CELL, HANDLE, UNREADABLE = 20, 21, 22, 23, 25
SPARSE, MAP, EXPRESSION, STRUCTS, SHAPED, COMPLEX = 27, 28, 29, 30, 31, 32
"""Values that are made of other values: a sparse matrix of rows, columns and entries; a map of keys
and values; a struct array of names and values; more than two dimensions of the lengths and a
column; complex numbers of two parts."""
PLAIN = 0
"""The code of doubles, the first of them."""
BITS = (np.dtype("int64"), np.dtype("uint64"))
"""Classes with numbers that no double can represent."""
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
    strings and paths rows of characters, 1-D arrays of strings matrices of characters, mappings
    structs, lists and tuples cells of one row, arrays of objects cells of their shape, SciPy's
    sparse matrices sparse, None ``[]``. `pysoftmax.octave.values` has the rest.

    Raises
    ------
    TypeError
        If the value cannot be converted.
    ValueError
        If it is an int that no double can represent.
    """
    if isinstance(value, np.ndarray):
        _encode_array(value, out)
    elif isinstance(value, (bool, np.generic, complex)):
        _encode_array(np.asarray(value), out)
    elif isinstance(value, (int, float)):
        _encode_array(np.asarray(_double(value)), out)
    elif isinstance(value, (str, Path)):
        _encode_rows([str(value)], out)
    elif value is None:
        _encode_array(np.empty((0, 0)), out)
    elif isinstance(value, Map):
        _encode_map(value, out)
    elif isinstance(value, Mapping):
        out.append(np.array([STRUCT, len(value), 0.0]))
        for key, entry in value.items():
            _encode_rows([_field(key)], out)
            encode(entry, out)
    elif isinstance(value, StructArray):
        _encode_structs(value, out)
    elif isinstance(value, (list, tuple)):
        _encode_cell(value, value.shape if isinstance(value, Cell) else (1, len(value)), out)
    elif isinstance(value, Handle):
        out.append(np.array([HANDLE, 0.0, 0.0]))
        encode(value.name, out)
        encode(value.arguments, out)
    elif isinstance(value, Pair):
        out.append(np.array([EXPRESSION, 0.0, 0.0]))
        encode(value.octave, out)
    elif hasattr(value, "tocoo"):
        _encode_sparse(value, out)
    else:
        raise TypeError(f"cannot convert {_named(value)} to an Octave value{_advice(value)}")


def _named(value: Any) -> str:
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _advice(value: Any) -> str:
    return "; pass Pair(python, octave_expression)" if callable(value) else ""


def _field(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(
            f"a key is {key!r}; expected text, since a dict becomes a struct: pass a Map to get a "
            "containers.Map"
        )
    return key


def _encode_rows(texts: Sequence[str], out: Numbers) -> None:
    """Return a matrix of characters, the shorter rows padded with blanks, as Octave's char does."""
    rows = [text.encode("utf-8", "surrogateescape") for text in texts]
    width = max(map(len, rows), default=0)
    high = len(rows) if width or len(rows) > 1 else 0
    characters = np.array([list(row.ljust(width)) for row in rows], dtype=float)
    out.append(np.array([TEXT, high, width], dtype=float))
    out.append(characters.reshape(len(rows), width).ravel(order="F"))


def _encode_map(value: Map, out: Numbers) -> None:
    numeric = [isinstance(key, (int, float, np.number)) for key in value]
    if (any(numeric) and not all(numeric)) or not all(
        isinstance(key, (str, int, float, np.number)) for key in value
    ):
        raise TypeError(f"the keys of a Map are {list(value)}; expected all text or all numbers")
    out.append(np.array([MAP, float(any(numeric)), 0.0]))
    encode([float(k) if any(numeric) else k for k in value], out)
    encode(list(value.values()), out)


def _encode_structs(value: StructArray, out: Numbers) -> None:
    rows, columns = _two_dimensional(value.shape, out)
    out.append(np.array([STRUCTS, rows, columns], dtype=float))
    encode(list(map(_field, value.fields)), out)
    encode([entry[name] for entry in value for name in value.fields], out)


def _encode_cell(entries: Sequence[Any], shape: tuple[int, ...], out: Numbers) -> None:
    rows, columns = _two_dimensional(shape, out)
    out.append(np.array([CELL, rows, columns], dtype=float))
    for entry in entries:
        encode(entry, out)


def _two_dimensional(shape: tuple[int, ...], out: Numbers) -> tuple[int, int]:
    """Return the rows and columns to write; more than two lengths are written first."""
    if len(shape) == 2:
        return shape[0], shape[1]
    if len(shape) < 2:
        return math.prod(shape), 1
    out.append(np.array([SHAPED, len(shape), 0.0, *shape], dtype=float))
    return math.prod(shape), 1


def _encode_sparse(value: Any, out: Numbers) -> None:
    entries = value.tocoo()
    entries.sum_duplicates()
    rows, columns = entries.shape if len(entries.shape) == 2 else (entries.shape[0], 1)
    row, column = entries.coords if len(entries.shape) == 2 else (*entries.coords, 0)
    numbers = entries.data if entries.data.dtype.kind in "bc" else entries.data.astype(float)
    out.append(np.array([SPARSE, rows, columns], dtype=float))
    for part in (row + 1.0, np.broadcast_to(column + 1.0, row.shape), numbers):
        encode(part, out)


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
        raise TypeError("cannot convert a masked array to an Octave value; use array.filled(...)")
    array = np.asarray(array)  # a matrix stays two-dimensional in every operation
    kind = array.dtype.kind
    if kind == "c":
        out.append(np.array([COMPLEX, 0.0, 0.0]))
        _encode_array(array.real, out)
        _encode_array(array.imag, out)
        return
    if kind == "O" and array.ndim:
        _encode_cell(list(array.ravel(order="F")), array.shape, out)
        return
    if kind == "U" and array.ndim <= 1:
        _encode_rows([str(text) for text in np.atleast_1d(array)], out)
        return
    native = array.dtype.newbyteorder("=")
    code = _CODE.get(native)
    if code is None:
        raise TypeError(
            f"cannot convert a {array.ndim}-D array of {array.dtype} to an Octave value"
        )
    rows, columns = _two_dimensional(array.shape, out)
    out.append(np.array([code, rows, columns], dtype=float))
    entries = array.ravel(order="F")
    wide = native in BITS
    out.append(entries.astype(native).view(float) if wide else entries.astype(float, copy=False))


def encode_all(values: Iterable[Any]) -> tuple[Numbers, Numbers]:
    """Return the heads of many values, and their entries one after the other.

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


class ValueReader:
    """Reads values from a row of doubles, one after the other."""

    def __init__(self, numbers: NDArray[np.float64]) -> None:
        self._numbers = numbers
        self._at = 0

    def _take(self, count: int) -> NDArray[np.float64]:
        taken = self._numbers[self._at : self._at + count]
        self._at += count
        return taken

    def number(self) -> float:
        """Return one bare double."""
        self._at += 1
        return float(self._numbers[self._at - 1])

    def value(self) -> Any:
        """Return the next value.

        Numbers are arrays of at least two dimensions, or SciPy's ``csc_array``; a row of characters
        is a str, several rows a 1-D array of strings; a struct is a dict, several a `StructArray`;
        a cell is a `Cell`; a map is a `Map`. What Octave could not write (a handle, an object) is
        a `NotCarried`.
        """
        code, rows, columns = map(int, self._take(3))
        if code < len(NUMERIC):
            dtype, entries = np.dtype(NUMERIC[code]), self._take(rows * columns)
            entries = entries.view(dtype) if dtype in BITS else entries.astype(dtype)
            return entries.reshape(rows, columns, order="F")
        if code == TEXT:
            return self._text(rows, columns)
        if code == CELL:
            return Cell([self.value() for _ in range(rows * columns)], (rows, columns))
        if code == STRUCT:
            return {self.value(): self.value() for _ in range(rows)}
        return self._composed(code, rows, columns)

    def _text(self, rows: int, columns: int) -> Any:
        characters = self._take(rows * columns).astype(np.uint8).reshape(rows, columns, order="F")
        texts = [row.tobytes().decode("utf-8", "replace") for row in characters]
        return "".join(texts) if rows <= 1 else np.array(texts)

    def _composed(self, code: int, rows: int, columns: int) -> Any:
        """Return a value that is made of other values."""
        if code == COMPLEX:
            real, imaginary = self.value(), self.value()
            value = np.empty(real.shape, np.result_type(real, np.complex64))
            value.real, value.imag = real, imaginary
            return value
        if code == SHAPED:
            shape = tuple(map(int, self._take(rows)))
            value = self.value()
            if isinstance(value, np.ndarray):
                return value.reshape(shape, order="F")
            value.shape = shape
            return value
        if code == MAP:
            keys, values = self.value(), self.value()
            plain = [key if isinstance(key, str) else key.item() for key in keys]
            return Map(zip(plain, values, strict=True))
        if code == STRUCTS:
            names, values = self.value(), self.value()
            each = [values[k : k + len(names)] for k in range(0, len(values), len(names) or 1)]
            dicts = [dict(zip(names, entry, strict=True)) for entry in each]
            return StructArray(dicts or [{}] * (rows * columns), (rows, columns), names)
        if code == SPARSE:
            return self._sparse(rows, columns)
        return NotCarried(self._text(rows, columns))

    def _sparse(self, rows: int, columns: int) -> Any:
        from scipy.sparse import csc_array

        row, column, entries = (self.value().ravel() for _ in range(3))
        places = row.astype(int) - 1, column.astype(int) - 1
        return csc_array((entries, places), shape=(rows, columns))
