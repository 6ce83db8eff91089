"""What was seen of a submission, and the mistake that explains it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.languages import Language

__all__ = [
    "ROUNDING",
    "Course",
    "Explain",
    "Explanation",
    "Mistake",
    "Observation",
    "close",
    "explain",
    "explain_by_wrong_versions",
    "numbers",
]


ROUNDING = 1e-9
"""Relative difference up to which two values count as one.

Right implementations differ by some 1e-14 on problems of the sizes asked here, wrong ones by
1e-4 and more; a match across several cases to 1e-9 is no coincidence.
"""


@dataclass(frozen=True)
class Course:
    """The language in which a submission is written; an exercise adds its course's conventions."""

    language: Language

    def write(self, octave: str, python: str) -> str:
        """Return a formula in the course's language."""
        return self.language.choose(octave=octave, python=python or octave)


@dataclass(frozen=True)
class Explanation:
    """A mistake by name, and what to say about it.

    Attributes
    ----------
    name
        A short stable name; several mistakes are joined by ``+``.
    message
        What the answer looks like, a sentence.
    fix
        The lines that repair it, in the submission's language, ready to be pasted; may be empty.
    input_matters
        Whether an example input helps; it does not if no input would work.
    """

    name: str
    message: str
    fix: str = ""
    input_matters: bool = True

    def followed_by(self, other: Explanation) -> Explanation:
        """Both mistakes: the first keeps some cases from running, the other is seen in the rest."""
        fix = "\n".join(dict.fromkeys(f for f in (self.fix, other.fix) if f))
        message = f"{self.message} On the cases that do run, {other.message}"
        return Explanation(f"{self.name} + {other.name}", message, fix)


@dataclass(frozen=True, eq=False)
class Observation:
    """A case that was asked, what came back, what was right, and whether it was accepted."""

    case: Case
    answer: Answer
    expected: Answer
    agrees: bool


Explain = Callable[[Sequence[Observation], Any], Explanation | None]
"""Gives the mistake that explains all that was seen, or None; the course is the exercise's own."""


def explain(
    explainer: Explain, failures: Explain, seen: Sequence[Observation], course: Course
) -> Explanation | None:
    """Return the mistake that explains all that was seen, or None.

    Parameters
    ----------
    explainer
        What knows the item's mistakes.
    failures
        What knows the mistakes that end in an error message.
    seen
        Every case asked, at least one of them failing.
    course
        The language of the repairing formula, and the conventions that are not to be mistaken for
        mistakes.
    """
    if all(one.agrees for one in seen):
        return None
    found = explainer(seen, course) or failures(seen, course)
    running = [one for one in seen if one.answer.failure is None]
    if found is None or len(running) == len(seen) or all(one.agrees for one in running):
        return found
    also = explainer(running, course)
    return found if also is None or also.name == found.name else found.followed_by(also)


@dataclass(frozen=True)
class Mistake:
    """A typical mistake: a wrong version of a function, and what to say to who made it.

    Attributes
    ----------
    name
        A short stable name, unique in the exercise.
    message
        What is wrong, a sentence to the student.
    wrong
        The wrong version: called with a case's arguments, it returns what a submission with this
        mistake returns: one value, or a tuple of outputs. A submission has made the mistake if its
        answers equal these on every case, to rounding, and no other mistake's.
    fix
        What to write instead, by language (``python``, ``octave``).
    """

    name: str
    message: str
    wrong: Callable[..., Any]
    fix: Mapping[str, str] = field(default_factory=dict, hash=False)


def explain_by_wrong_versions(mistakes: Sequence[Mistake], output: int = 0) -> Explain:
    """An explainer that looks for the one wrong version which gives the answers that came back.

    Parameters
    ----------
    mistakes
        Those of the item's function.
    output
        The place of the output that is judged, from 0.
    """

    def explain_them(seen: Sequence[Observation], course: Course) -> Explanation | None:
        if any(one.answer.failure is not None for one in seen):
            return None
        found = [m for m in mistakes if all(_gives(m, one, output) for one in seen)]
        if len(found) != 1:
            return None
        (mistake,) = found
        return Explanation(mistake.name, mistake.message, mistake.fix.get(course.language.key, ""))

    return explain_them


def _gives(mistake: Mistake, one: Observation, output: int) -> bool:
    """Return whether the wrong version answers a case as the submission did."""
    with np.errstate(all="ignore"):
        try:
            result = mistake.wrong(*one.case.args)
        except (ArithmeticError, IndexError, TypeError, ValueError):
            return False
    outputs = result if isinstance(result, tuple) else (result,)
    if output >= min(len(outputs), len(one.answer.values)):
        return False
    given, wrong = numbers(one.answer.values[output]), numbers(outputs[output])
    right = numbers(one.expected.values[output])
    if given is None or wrong is None or right is None or given.size != wrong.size:
        return False
    both = np.abs(np.concatenate([wrong, right]))
    return bool(close(given, wrong[np.newaxis], float(both.max(initial=0.0)))[0])


def close(
    actual: NDArray[np.float64], candidates: NDArray[np.float64], scale: float
) -> NDArray[np.bool_]:
    """Rows of `candidates` that equal `actual` to rounding (NaN never does)."""
    with np.errstate(all="ignore"):
        apart = np.abs(candidates - actual)
        return np.asarray((apart <= ROUNDING * scale).all(axis=-1), dtype=np.bool_)


def numbers(value: Any) -> NDArray[np.float64] | None:
    """Return the value as a flat vector of doubles (matrices column by column), or None."""
    if isinstance(value, dict):
        return None
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        return None
    return array.astype(np.float64).ravel(order="F")
