"""What is wrong with an implementation: one thing, or a version with a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["ROUNDING", "Choices", "Fault", "Mistake"]

Choices = Mapping[str, Any]

ROUNDING = 1e-9
"""Relative difference up to which two values count as one; right solutions differ by 1e-14."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes
    ----------
    name
        Short and stable.
    message
        What is wrong, a sentence.
    octave, python
        A line that repairs it, with the starter code's names.
    outputs
        ``cost``, ``gradient`` or both: what the fault changes.
    choices
        The switches that it turns (see `RIGHT`).
    combines
        Whether `combinations` pairs it with others; rare faults are looked for by themselves only.
    """

    name: str
    message: str
    octave: str
    python: str
    outputs: tuple[str, ...]
    choices: Choices = field(default_factory=dict)
    combines: bool = True


@dataclass(frozen=True)
class Mistake:
    """A wrong implementation with a name.

    Attributes
    ----------
    name, message
        As in `Fault`.
    fix
        Lines that repair it, by language: ``octave`` and ``python``.
    outputs
        Which outputs it changes; for the others `wrong` gives the right answer.
    wrong
        Takes the function's arguments, returns the wrong answer.
    """

    name: str
    message: str
    fix: Mapping[str, str]
    outputs: tuple[str, ...]
    wrong: Callable[..., Any]
