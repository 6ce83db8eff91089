"""The input of the reports: the class's entries, and the circumstances of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pysoftmax.grader.results import ItemResult, SubmissionResult
from pysoftmax.grader.roster import Roster
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.similar import SimilarPair

__all__ = ["ClassView", "Entry", "for_students", "number"]


@dataclass(frozen=True)
class Entry:
    """One submission in the class.

    Attributes
    ----------
    result
        Under the student's own name.
    page
        The stem of its files' names, unique in the class.
    same_as
        Others who submitted identical files.
    student_id
        The student's number or user name on the platform; empty if it is not known.
    attempt
        Which of several attempts is graded, and whether it was late; empty otherwise.
    path
        Where it was found, relative to the given path.
    conventions
        The keys of ``[adapter]`` in which it was graded otherwise than the rubric says.
    email
        The student's address; empty if it is not known.
    known_as
        The name and id by which the platform knows the student, if the roster has others.
    days_late
        How many days late it is, if the rubric has a late rule.
    line
        The student's row of the roster; None if there is no roster, or the student is not on it.
    submitted
        False for a student on the roster who submitted nothing.
    """

    result: SubmissionResult
    page: str
    same_as: tuple[str, ...] = ()
    student_id: str = ""
    attempt: str = ""
    path: str = ""
    conventions: Mapping[str, Any] = field(default_factory=dict)
    email: str = ""
    known_as: tuple[str, str] | None = None
    days_late: int = 0
    line: int | None = None
    submitted: bool = True


@dataclass(frozen=True)
class ClassView:
    """A class's results.

    Attributes
    ----------
    rubric
        The rubric used.
    version
        pysoftmax's version.
    sandboxed
        Whether submissions ran in the sandbox.
    entries
        Returns an iterator over the entries, sorted by name; may be called repeatedly.
    roster
        Who is in the class; None if it is not known.
    similar
        Pairs of similar submissions, by their pages.
    """

    rubric: Rubric
    version: str
    sandboxed: bool
    entries: Callable[[], Iterator[Entry]]
    roster: Roster | None = None
    similar: Sequence[SimilarPair] = ()


def for_students(result: SubmissionResult) -> SubmissionResult:
    """Return the result, with only the outcome of hidden items, and perhaps the mistake's name.

    A name comes from the exercise's tables, so a submission cannot write inputs into it.
    """
    return replace(result, items=tuple(map(_without_secrets, result.items)))


def _without_secrets(item: ItemResult) -> ItemResult:
    if item.visible:
        return item
    mistake = item.mistake if item.names_mistake else ""
    return replace(
        item,
        asked=0,
        agreed=0,
        message=f"The mistake: {mistake}." if mistake else "",
        mistake=mistake,
        fix="",
        example=None,
        picture=None,
        behaviour="",
    )


def number(value: float) -> str:
    """Points without needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
