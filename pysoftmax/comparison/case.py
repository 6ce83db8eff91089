"""Cases, their answers, and the implementations that answer them."""

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
        The number of requested outputs, at least 1.
    about
        Why this case is worth asking, in a few words ("logits overflow, top class absent").
    seed
        The seed of Octave's random numbers before the call; None if the function draws none.
    """

    function: str
    args: tuple[Any, ...]
    nargout: int = 1
    about: str = ""
    seed: int | None = None


FEW_OUTPUTS = "too few outputs"
"""The identifier of a failure: the function returned fewer outputs than requested."""


@dataclass(frozen=True)
class Failure:
    """Why a call returned no values.

    Attributes
    ----------
    kind
        ``error``: the function raised; ``timeout``: it did not return in time; ``crash``: its
        process ended; ``limit``: it exceeded a limit of memory or output; ``invalid``: it
        returned something that is not numeric; ``missing``: there is no such function;
        ``not asked``: it was never called, because an earlier call ended the process.
    message
        For a person, on one line if possible; the language's own message if there is one.
    identifier
        Octave's error identifier or Python's exception class, empty if there is none.
    """

    kind: Literal["error", "timeout", "crash", "limit", "invalid", "missing", "not asked"]
    message: str
    identifier: str = ""


@dataclass(frozen=True, eq=False)
class Answer:
    """What an implementation returned for a case.

    Attributes
    ----------
    values
        One per output: NumPy arrays (numbers as 0-d arrays), or dicts of arrays for a struct.
        Empty if the call failed.
    failure
        None if the call returned.
    seconds
        How long the call took, if known.
    calls
        How often it called the functions among its arguments; None if they were not counted.
    """

    values: tuple[Any, ...] = ()
    failure: Failure | None = None
    seconds: float = field(default=0.0)
    calls: int | None = None


class Implementation(Protocol):
    """Anything that answers cases."""

    name: str

    def answer(self, cases: Sequence[Case]) -> list[Answer]:
        """Return one answer per case, in order; never raise for what the implementation does."""
        ...
