"""Cases, answers, and what can answer a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

__all__ = ["FEW_OUTPUTS", "Answer", "Case", "Failure", "Implementation"]


@dataclass(frozen=True, eq=False)
class Case:
    """One call of one function.

    Attributes
    ----------
    function
        The function's name.
    args
        The arguments in order. Arrays are read-only NumPy arrays; scalars are
        Python numbers; a struct is a dict with string keys; a function argument is an
        `pysoftmax.comparison.objectives.Objective`.
    nargout
        How many outputs are asked for, from 1.
    about
        What makes this case worth asking, in a few words ("logits overflow, top class absent").
    seed
        The seed of Octave's random numbers before the call; None if the function draws none.
    """

    function: str
    args: tuple[Any, ...]
    nargout: int = 1
    about: str = ""
    seed: int | None = None


FEW_OUTPUTS = "too few outputs"
"""The identifier of a failure: the function returned fewer outputs than were asked for."""


@dataclass(frozen=True)
class Failure:
    """Why there are no values.

    Attributes
    ----------
    kind
        ``error``: the function raised; ``timeout``: it did not return in time; ``crash``: its
        process ended; ``limit``: it went over its memory or output; ``invalid``: what it returned
        cannot be read as numbers; ``missing``: there is no such function; ``not asked``: it was
        never called, since something before it ended the process.
    message
        For a person, on one line where possible; the language's own words where there are any.
    identifier
        Octave's error identifier or Python's exception class, empty where there is none.
    """

    kind: Literal["error", "timeout", "crash", "limit", "invalid", "missing", "not asked"]
    message: str
    identifier: str = ""


@dataclass(frozen=True, eq=False)
class Answer:
    """What an implementation gave back for a case.

    Attributes
    ----------
    values
        One per output: NumPy arrays (numbers as 0-d arrays), or dicts of such for a struct.
        Empty when there is a failure.
    failure
        None when the call returned.
    seconds
        How long the call took, where that is known.
    """

    values: tuple[Any, ...] = ()
    failure: Failure | None = None
    seconds: float = field(default=0.0)


class Implementation(Protocol):
    """Anything that answers cases."""

    name: str

    def answer(self, cases: Sequence[Case]) -> list[Answer]:
        """One answer per case, in order. Never raises for what the implementation does."""
        ...
