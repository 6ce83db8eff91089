"""One way in which an answer differs from the right formula, and what an explanation says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pysoftmax.conformance.case import Answer, Case

__all__ = ["ROUNDING", "Deviation", "Explanation", "Language", "Observation", "close"]

Language = Literal["python", "octave"]

ROUNDING = 1e-9
"""Relative difference up to which two values count as one.

Right implementations differ by some 1e-14 on problems of the sizes asked here, wrong ones by
1e-4 and more; a match across several cases to 1e-9 is no coincidence.
"""


@dataclass(frozen=True)
class Deviation:
    """A departure from the right formula.

    Attributes
    ----------
    name
        A short stable name, for tables and for counting over a class.
    looks
        What follows "your cost is the right one ...".
    octave, python
        What to write instead, in each language.
    """

    name: str
    looks: str
    octave: str = ""
    python: str = ""

    def fix(self, language: Language) -> str:
        """What to write instead."""
        return self.octave if language == "octave" else self.python or self.octave


@dataclass(frozen=True)
class Explanation:
    """A mistake by name, and what to say about it.

    Attributes
    ----------
    name
        The names of the deviations, joined by ``+``.
    message
        What the answer looks like, a sentence.
    fix
        The formula that repairs it, in the submission's language; may be empty.
    """

    name: str
    message: str
    fix: str = ""


@dataclass(frozen=True, eq=False)
class Observation:
    """A case that was asked, what came back, what was right, and whether it was accepted."""

    case: Case
    answer: Answer
    expected: Answer
    agrees: bool


def close(
    actual: NDArray[np.float64], candidates: NDArray[np.float64], scale: float
) -> NDArray[np.bool_]:
    """Which rows of `candidates` equal `actual` to rounding; NaN equals nothing."""
    with np.errstate(all="ignore"):
        apart = np.abs(candidates - actual)
        return np.asarray((apart <= ROUNDING * scale).all(axis=-1), dtype=np.bool_)


def explanation(subject: str, deviations: Sequence[Deviation], language: Language) -> Explanation:
    """An explanation that names every deviation."""
    looks = ", and ".join(d.looks for d in deviations)
    fixes = [d.fix(language) for d in deviations if d.fix(language)]
    return Explanation(
        name=" + ".join(d.name for d in deviations),
        message=f"{subject} {looks}" + ("" if looks.endswith("?") else "."),
        fix="; ".join(dict.fromkeys(fixes)),
    )


def numbers(value: Any) -> NDArray[np.float64] | None:
    """The value as a flat vector of doubles (matrices column by column), or None."""
    if isinstance(value, dict):
        return None
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        return None
    return array.astype(np.float64).ravel(order="F")
