"""The functions that an exercise consists of."""

from __future__ import annotations

import keyword
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Function", "Namesake", "in_python"]


class Namesake(NamedTuple):
    """A function of another exercise that is submitted in place of one of this.

    Attributes
    ----------
    name
        Its name.
    sign
        A regular expression that its source matches if it really is that function.
    words
        What it is, and how it differs, to follow its name.
    """

    name: str
    sign: str
    words: str


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
    namesakes
        Functions of other exercises that are submitted in its place.
    """

    name: str
    arguments: tuple[str, ...]
    outputs: tuple[str, ...]
    required: int = 1
    complete: bool = False
    namesakes: tuple[Namesake, ...] = ()


def in_python(name: str) -> str:
    """Return an argument's name in Python, where a reserved word takes an underscore."""
    return f"{name}_" if keyword.iskeyword(name) else name
