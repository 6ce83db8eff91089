"""Read the cases that the grader asks about, and the submission's files.

The grader writes both (`pysoftmax.grader.workers.wire`), so both are trusted here.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from typing import Any, BinaryIO, Literal, NamedTuple

import numpy as np

from .asking import function

__all__ = ["Asked", "read_calls", "read_value", "unpack"]


class Asked(NamedTuple):
    """One call of a student's function, or of a method of a class that is made before."""

    module: str
    function: str
    nargout: int
    args: list[Any]
    constructor: tuple[Any, ...] | None = None
    keywords: dict[str, Any] = {}  # noqa: RUF012 - nobody changes them
    closure: tuple[Any, ...] | None = None
    attributes: dict[str, Any] = {}  # noqa: RUF012
    variables: dict[str, Any] = {}  # noqa: RUF012
    ignored: tuple[int, ...] = ()
    then: Any = None

    def parts(self) -> list[Asked]:
        """Return the call itself and those that follow it."""
        return [self, *(self.then.parts() if self.then else [])]


def read_calls(stream: BinaryIO) -> tuple[list[Asked], list[str]]:
    """Return the calls of a request, with their own arrays, and the fields that mark a struct."""
    count, *fields = stream.readline().decode().split()
    return [_call(stream) for _ in range(int(count))], fields


def _call(stream: BinaryIO) -> Asked:
    module, function, nargout, nargin, kind = stream.readline().decode().split()
    call = Asked(module, function, int(nargout), [read_value(stream) for _ in range(int(nargin))])
    if kind == "plain":
        return call
    constructor, keywords, closure, attributes, variables, ignored = (
        read_value(stream) for _ in range(6)
    )
    then = _call(stream) if stream.readline() == b"then\n" else None
    return call._replace(
        constructor=constructor,
        keywords=keywords,
        closure=closure,
        attributes=attributes,
        variables=variables,
        ignored=ignored,
        then=then,
    )


def read_value(stream: BinaryIO) -> Any:
    """Return the next value."""
    kind, _, detail = stream.readline().decode().rstrip("\n").partition(" ")
    return _READERS[kind](stream, detail)


def _array(stream: BinaryIO, detail: str) -> Any:
    """An array that owns its entries and can be written to; np.load takes 20 times as long."""
    text, layout, *extents = detail.split()
    order: Literal["F", "C"] = "F" if layout == "F" else "C"
    dtype, shape = np.dtype(text), tuple(map(int, extents))
    content = stream.read(dtype.itemsize * math.prod(shape))
    return np.ndarray(shape, dtype, content, order=order).copy(order)


def _text(stream: BinaryIO, size: str) -> str:
    return stream.read(int(size)).decode()


class Struct(dict[str, Any]):
    """A struct that can be read in both ways: ``s["field"]`` or ``s.field``."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(
                f"there is no field {name}; there are: {', '.join(self)}"
            ) from None


def _dict(stream: BinaryIO, count: str) -> Struct:
    return Struct({read_value(stream): read_value(stream) for _ in range(int(count))})


def _tuple(stream: BinaryIO, count: str) -> tuple[Any, ...]:
    return tuple(read_value(stream) for _ in range(int(count)))


def _function(_: BinaryIO, detail: str) -> Callable[..., Any]:
    number, nargout = map(int, detail.split())
    return function(number, nargout)


_READERS: dict[str, Callable[[BinaryIO, str], Any]] = {
    "array": _array,
    "text": _text,
    "dict": _dict,
    "tuple": _tuple,
    "function": _function,
    "int": lambda _, detail: int(detail),
    "float": lambda _, detail: float(detail),
    "bool": lambda _, detail: detail == "1",
    "none": lambda _, __: None,
}


def unpack(descriptor: int, folder: str) -> None:
    """Write a submission's files into a new folder.

    The descriptor is shared by all runs, so it is read without moving its position.
    """
    index_size = int.from_bytes(os.pread(descriptor, 8, 0), "little")
    position = 8 + index_size
    os.mkdir(folder)
    for name, size in json.loads(os.pread(descriptor, index_size, 8)):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(_read_at(descriptor, size, position))
        position += size


def _read_at(descriptor: int, size: int, position: int) -> bytes:
    parts = []
    while size:
        part = os.pread(descriptor, size, position)
        parts.append(part)
        size -= len(part)
        position += len(part)
    return b"".join(parts)
