"""Octave's own binary format for variables, which its ``load`` reads in no time.

A record is a name and a value. A struct and a cell array contain records: a struct's have the names
of its fields. Numbers are little-endian on every machine.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

__all__ = ["cell", "file_of", "value"]

_HEADER = b"Octave-1-L\0"
_NO_COMMENT_NOT_GLOBAL = b"\0\0\0\0\0\xff"
_DOUBLES = b"\x07"
_ELEMENT = "<cell-element>"


def file_of(name: str, content: bytes) -> bytes:
    """Return a file of one variable; `content` is a value as the functions below write it."""
    return _HEADER + _record(name, content)


def value(given: Any) -> bytes:
    """Return None, a bool, a number, text, a mapping, a list or an array as Octave has it.

    Octave computes with doubles, and a vector is a column.
    """
    if given is None:
        return _matrix(np.zeros((0, 0)))
    if isinstance(given, bool | np.bool_):
        return _text("bool") + bytes([int(given)])
    if isinstance(given, int | float | np.integer | np.floating):
        return _text("scalar") + _DOUBLES + struct.pack("<d", given)
    if isinstance(given, str):
        content = given.encode()
        return _text("string") + _extents((min(len(content), 1), len(content))) + content
    if isinstance(given, Mapping):
        fields = [_record(name, value(field)) for name, field in given.items()]
        return _text("scalar struct") + struct.pack("<i", len(fields)) + b"".join(fields)
    if isinstance(given, list):
        return cell([value(entry) for entry in given])
    return _matrix(given)


def cell(contents: Sequence[bytes]) -> bytes:
    """Return a row of values."""
    records = b"".join([_record(_ELEMENT, content) for content in contents])
    return _text("cell") + _extents((1, len(contents))) + records


def _matrix(array: Any) -> bytes:
    doubles = np.asarray(array, dtype="<f8")
    if doubles.ndim < 2:
        doubles = doubles.reshape(-1, 1)
    return _text("matrix") + _extents(doubles.shape) + _DOUBLES + doubles.tobytes(order="F")


def _record(name: str, content: bytes) -> bytes:
    return _text(name) + _NO_COMMENT_NOT_GLOBAL + content


def _text(text: str) -> bytes:
    content = text.encode()
    return struct.pack("<i", len(content)) + content


def _extents(extents: Sequence[int]) -> bytes:
    return struct.pack(f"<{1 + len(extents)}i", -len(extents), *extents)
