"""The functions that an exercise consists of."""

from __future__ import annotations

import keyword
from dataclasses import dataclass

__all__ = ["Function", "in_python"]


@dataclass(frozen=True)
class Function:
    """A function that students write, or get complete.

    Attributes
    ----------
    name
        As in the exercise; a submission's file is named after it.
    arguments
        Their names, in order, as in Octave.
    outputs
        Their names, in order.
    required
        How many outputs every right solution returns.
    complete
        Whether the starter code leaves nothing to be filled in.
    """

    name: str
    arguments: tuple[str, ...]
    outputs: tuple[str, ...]
    required: int = 1
    complete: bool = False


def in_python(name: str) -> str:
    """Return an argument's name in Python, where a reserved word takes an underscore."""
    return f"{name}_" if keyword.iskeyword(name) else name
