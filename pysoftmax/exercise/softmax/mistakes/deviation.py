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
        """Code in the course's language; a comment says so if it assumes examples in columns."""
        code = super().write(octave, python)
        if self.examples_in == "rows" and _EXAMPLES_IN_COLUMNS.search(code):
            return f"{code}  {self.language.comment} written for examples in columns"
        return code


_EXAMPLES_IN_COLUMNS = re.compile(r"data|axis|bsxfun|max\(")
"""What code contains that depends on the orientation of the examples."""


@dataclass(frozen=True)
class Deviation:
    """A departure from the right formula.

    Attributes
    ----------
    name
        A short stable name, for tables and for counting over a class.
    what
        What is wrong, as it follows an opening such as "your cost is correct, except that"; each
        ``{}`` is one of `formulas`.
    fix
        The lines to write instead, in Octave and in Python, in the starter code's names; they can
        be pasted as they are.
    formulas
        Formulas that `what` quotes, in Octave's notation and in Python's.
    """

    name: str
    what: str
    fix: tuple[str, str] = ("", "")
    formulas: tuple[tuple[str, str], ...] = ()

    def in_words(self, course: SoftmaxCourse) -> str:
        """What is wrong, in the notation of the course's language."""
        return self.what.format(*(f"`{Course.write(course, *pair)}`" for pair in self.formulas))


def explanation(
    opening: str, deviations: Sequence[Deviation], course: SoftmaxCourse
) -> Explanation:
    """An explanation that names every deviation."""
    told = sorted((d.in_words(course) for d in deviations), key=lambda words: words.endswith("?"))
    words = told[0]
    for more in told[1:]:
        words += f". Also, {more}" if ";" in words else f", and that {more}"
    fixes = [course.write(*d.fix) for d in deviations]
    return Explanation(
        name=" + ".join(d.name for d in deviations),
        message=f"{opening} {words}" + ("" if words.endswith("?") else "."),
        fix="\n".join(dict.fromkeys(fix for fix in fixes if fix)),
    )
