"""One way in which an answer differs from the right formula, and what an explanation says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pysoftmax.conformance.case import Answer, Case

__all__ = ["ROUNDING", "Course", "Deviation", "Explanation", "Language", "Observation", "close"]

Language = Literal["python", "octave"]

ROUNDING = 1e-9
"""Relative difference up to which two values count as one.

Right implementations differ by some 1e-14 on problems of the sizes asked here, wrong ones by
1e-4 and more; a match across several cases to 1e-9 is no coincidence.
"""


@dataclass(frozen=True)
class Course:
    """The language and the conventions in which a submission is to be written.

    What is a mistake in one course is right in another: labels counted from 0, say.

    Attributes
    ----------
    language
        ``octave`` or ``python``.
    labels_from, theta_by, examples_in
        As in `pysoftmax.grader.adapter.Adapter`; the defaults are the exercise's.
    """

    language: Language
    labels_from: Literal[0, 1] = 1
    theta_by: Literal["columns", "rows"] = "columns"
    examples_in: Literal["columns", "rows"] = "columns"

    def write(self, octave: str, python: str) -> str:
        """A formula in the course's language, with what it takes for granted if that is not so."""
        formula = octave if self.language == "octave" else python or octave
        if self.examples_in == "rows" and _LIES_IN_COLUMNS.search(formula):
            return f"{formula} (written for examples in columns)"
        return formula


_LIES_IN_COLUMNS = re.compile(r"data|axis|bsxfun|max\(")
"""What a formula contains that depends on how the examples lie."""


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

    def fix(self, course: Course) -> str:
        """What to write instead."""
        return course.write(self.octave, self.python)


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

    def followed_by(self, other: Explanation) -> Explanation:
        """Both mistakes: the first keeps some cases from running, the other is seen in the rest."""
        fix = "; ".join(dict.fromkeys(f for f in (self.fix, other.fix) if f))
        message = f"{self.message} And where it runs, {other.message}"
        return Explanation(f"{self.name} + {other.name}", message, fix)


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


def explanation(subject: str, deviations: Sequence[Deviation], course: Course) -> Explanation:
    """An explanation that names every deviation."""
    looks = ", and ".join(d.looks for d in deviations)
    fixes = [d.fix(course) for d in deviations if d.fix(course)]
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
