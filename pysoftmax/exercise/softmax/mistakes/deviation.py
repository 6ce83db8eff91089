"""One way in which an answer differs from the right formula, and what an explanation says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pysoftmax.exercise.mistakes import Course, Explanation

__all__ = ["Deviation", "SoftmaxCourse", "explanation"]


@dataclass(frozen=True)
class SoftmaxCourse(Course):
    """The language and the conventions in which a submission is to be written.

    What is a mistake in one course is right in another: labels counted from 0, say.

    Attributes
    ----------
    labels_from, theta_by, examples_in
        As in `SoftmaxConventions`; the defaults are the exercise's.
    predicted_from
        From which number predicted labels run; None if it is `labels_from`.
    """

    labels_from: Literal[0, 1] = 1
    theta_by: Literal["columns", "rows"] = "columns"
    examples_in: Literal["columns", "rows"] = "columns"
    predicted_from: Literal[0, 1] | None = None

    def of_predictions(self) -> SoftmaxCourse:
        """The same course, its labels counted as predicted ones are."""
        first = self.labels_from if self.predicted_from is None else self.predicted_from
        return replace(self, labels_from=first)

    def write(self, octave: str, python: str) -> str:
        """A formula in the course's language, with what it takes for granted if that is not so."""
        formula = super().write(octave, python)
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
        What follows "your cost is the correct one ...".
    octave, python
        What to write instead, in each language.
    """

    name: str
    looks: str
    octave: str = ""
    python: str = ""

    def fix(self, course: SoftmaxCourse) -> str:
        """What to write instead."""
        return course.write(self.octave, self.python)


def explanation(
    subject: str, deviations: Sequence[Deviation], course: SoftmaxCourse
) -> Explanation:
    """An explanation that names every deviation."""
    looks = ", and ".join(d.looks for d in deviations)
    fixes = [d.fix(course) for d in deviations if d.fix(course)]
    return Explanation(
        name=" + ".join(d.name for d in deviations),
        message=f"{subject} {looks}" + ("" if looks.endswith("?") else "."),
        fix="; ".join(dict.fromkeys(fixes)),
    )
