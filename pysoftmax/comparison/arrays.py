"""What a case's arrays have in common."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

__all__ = ["read_only"]


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Return the array itself, marked read-only."""
    array.flags.writeable = False
    return array
