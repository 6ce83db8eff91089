"""The result of grading a submission: plain data, from which every report is made."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["SCHEMA_VERSION", "Example", "ItemResult", "Picture", "Remark", "SubmissionResult"]

SCHEMA_VERSION = 1
"""Incremented when a field of the JSON report is removed or changes meaning; not for new fields."""

Outcome = Literal[
    "passed", "failed", "not checked", "grader failed", "by hand", "to be graded", "late"
]
"""``by hand`` and ``to be graded`` are those of points that a person gives: given, and not given
yet. ``late`` is that of the points taken off by the late rule."""


@dataclass(frozen=True)
class Example:
    """The smallest failing input found.

    Attributes
    ----------
    code
        To paste into a session, in the submission's own language.
    answer, expected
        The returned and the expected answer, in words.
    """

    code: str
    answer: str
    expected: str


@dataclass(frozen=True)
class Picture:
    """Two matrices to show side by side; rows are classes, NaN and infinities are None."""

    title: str
    answer: list[list[float | None]]
    expected: list[list[float | None]]


@dataclass(frozen=True)
class ItemResult:
    """The result of one item.

    Attributes
    ----------
    name, title, function
        Which item, and the function that it is about.
    outcome
        ``failed`` means a wrong answer, ``grader failed`` an error of the grader.
    points, max_points
        Points earned, and maximum points.
    visible
        Whether a student may see more than the outcome.
    names_mistake
        Whether a student may see the mistake's name, even if the item is not visible.
    asked, agreed
        How many cases were asked, and how many answers were right.
    message
        What is wrong, for the student; empty if it passed.
    mistake
        The name of the mistake, if it was recognised.
    fix
        The formula that repairs it.
    example, picture
        The smallest failing input; the wrong gradient and the correct one.
    behaviour
        A fingerprint of the wrong answers, the same for all who gave the same; empty if there are
        none.
    """

    name: str
    title: str
    function: str
    outcome: Outcome
    points: float
    max_points: float
    visible: bool
    asked: int = 0
    agreed: int = 0
    message: str = ""
    mistake: str = ""
    fix: str = ""
    example: Example | None = None
    picture: Picture | None = None
    names_mistake: bool = False
    behaviour: str = ""


@dataclass(frozen=True)
class Remark:
    """A finding in the files, made without running them."""

    kind: str
    file: str
    line: int | None
    message: str


@dataclass(frozen=True)
class SubmissionResult:
    """The complete result of grading a submission.

    Attributes
    ----------
    name, language, key
        Whose it is; its language; the fingerprint of its content.
    items
        In the rubric's order.
    remarks
        Findings made without running the files.
    problem
        Why it could not be graded; empty if it was.
    sandboxed
        Whether it ran in the sandbox.
    seconds
        By item; the only part that differs from one run to the next.
    comments
        What the teacher wrote to the student.
    """

    name: str
    language: str
    key: str
    items: tuple[ItemResult, ...]
    remarks: tuple[Remark, ...] = ()
    problem: str = ""
    sandboxed: bool = True
    seconds: dict[str, float] = field(default_factory=dict)
    comments: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """The grade."""
        return sum(item.points for item in self.items)

    @property
    def max_points(self) -> float:
        """The maximum number of points."""
        return sum(item.max_points for item in self.items)

    @property
    def behaviour(self) -> str:
        """The name of the group of submissions that behave like this one; empty if all passed.

        It is made of the items that failed: of their wrong answers, or of what was found in the
        files if they were not asked.
        """
        failed = [
            f"{item.name}: {item.behaviour or item.mistake}"
            for item in self.items
            if item.outcome == "failed"
        ]
        if not failed:
            return ""
        return hashlib.blake2b("\n".join(failed).encode(), digest_size=5).hexdigest()

    def to_json(self) -> str:
        """Return all of it as JSON, for the store."""
        import msgspec

        return json.dumps(msgspec.to_builtins(self), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> SubmissionResult:
        """Return the inverse of `to_json`; a field of a wrong type raises `ValueError`."""
        import msgspec

        return msgspec.json.decode(text, type=cls)
