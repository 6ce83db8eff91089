"""The functions that a student's code is asked to differentiate, as its process has them.

Such a function holds a number and nothing else: its values come from a process apart, over two
pipes (`evaluator`). So nothing that it computes with can be read out of it.
"""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["LARGEST", "QUESTIONS", "REPLIES", "function", "read_exactly", "write_all"]

QUESTIONS, REPLIES = 4, 5
"""The descriptors of the pipes in a student's process."""
LARGEST = 1 << 20
"""The most entries that a point may have."""

_turn = threading.Lock()


def function(number: int, nargout: int) -> Callable[..., Any]:
    """Return the function of a number: of x it returns the value, or (value, wrong gradient)."""

    def asked(x: Any, *_: Any) -> Any:
        point = np.asarray(x, dtype="<f8").ravel(order="F")
        if point.size > LARGEST:
            raise ValueError(f"x has {point.size} entries; expected at most {LARGEST}")
        with _turn:
            write_all(QUESTIONS, struct.pack("<qq", number, point.size) + point.tobytes())
            (many,) = struct.unpack("<q", read_exactly(REPLIES, 8))
            reply = np.frombuffer(read_exactly(REPLIES, 8 * max(many, 0)), "<f8")
        if many < 0:
            raise ValueError(f"x has {_entries(point.size)}, which this function does not accept")
        return float(reply[0]) if nargout == 1 else (float(reply[0]), reply[1:].copy())

    return asked


def _entries(number: int) -> str:
    return f"{number} {'entry' if number == 1 else 'entries'}"


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def read_exactly(descriptor: int, size: int) -> bytes:
    """Return the next `size` bytes.

    Raises
    ------
    EOFError
        When the other end is gone.
    """
    parts = []
    while size:
        part = os.read(descriptor, size)
        if not part:
            raise EOFError("the other end is gone")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
