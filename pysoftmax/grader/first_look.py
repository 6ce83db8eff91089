"""Whether a class keeps the rubric's conventions, seen before it is graded."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pysoftmax.grader.adapter_table import differing, in_one_line
from pysoftmax.grader.asker import Opener
from pysoftmax.grader.conventions_of_class import OF_NAMES
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.inference import Inferred, infer
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.submission import Found, Submission
from pysoftmax.grader.surroundings import is_of_the_machine
from pysoftmax.languages import PYTHON

__all__ = ["FirstLook"]

MOST_LOOKED_AT = 12
"""Submissions after which a class counts as keeping other conventions."""
MOST_INFERRED = 3
BRIEFLY = Limits(cpu_seconds=5, wall_seconds=5)
"""One that hangs holds up the class no longer; grading gives it the rubric's time."""
T = TypeVar("T")


@dataclass
class FirstLook:
    """Looks at the first submissions of a class until one fits the rubric's conventions.

    Attributes
    ----------
    examination
        Of the rubric.
    workers
        Make submissions answer.
    advice
        What to say before grading; empty if a submission fits, or if other conventions do not
        help.
    """

    examination: Examination
    workers: Opener
    advice: str = ""

    def look(self, found: Iterable[Found]) -> Iterator[Found]:
        """All that is found, after a look at the first submissions."""
        waiting = iter(found)
        seen: list[Found] = []
        strange: list[Submission] = []
        for one in waiting:
            seen.append(one)
            if not isinstance(one, Submission):
                continue
            fits = self._unless_it_fails(self._fits, one)
            if fits:
                return itertools.chain(seen, waiting)
            if fits is not None:
                strange.append(one)
            if len(seen) >= MOST_LOOKED_AT:
                break
        self.advice = self._advice(strange)
        return itertools.chain(seen, waiting)

    def _unless_it_fails(self, look: Callable[[Submission], T], one: Submission) -> T | None:
        """Look at one; a fault of the grader on it stops nobody, and shows when it is graded."""
        try:
            return look(one)
        except Exception as error:
            if is_of_the_machine(error):
                raise
            return None

    def _infer(self, one: Submission) -> Inferred:
        with self.workers.open(one) as student:
            return infer(student, self.examination, self.examination.rubric.named)

    def _fits(self, one: Submission) -> bool | None:
        """Whether any function has the rubric's name and answers right; None if it cannot show."""
        blocking = {finding.blocks: finding.kind for finding in one.findings if finding.blocks}
        wanted = set(self.examination.exercise.graded)
        if wanted <= set(blocking):
            return False if set(blocking.values()) & set(OF_NAMES) else None
        return True if not one.language.has_objects else self._answers_right(one, set(blocking))

    def _answers_right(self, one: Submission, blocked: set[str]) -> bool:
        exercise, conventions = self.examination.exercise, self.examination.rubric.conventions
        items = [
            i for i in exercise.items if i.points and exercise.claim(i).function not in blocked
        ]
        questions = [self.examination.questions(item, PYTHON)[0] for item in items]
        with self.workers.open(one) as student:
            cases = [conventions.to_student(q.case, PYTHON) for q in questions]
            answers = student.answer(cases, limits=BRIEFLY)
        return any(
            self.examination.judge(
                q.item, q.case, conventions.from_student(q.case, answer), q.expected
            ).agrees
            for q, answer in zip(questions, answers, strict=True)
        )

    def _advice(self, strange: Sequence[Submission]) -> str:
        """What fits instead, by the example of a submission that is then right."""
        usual = self.examination.rubric.conventions
        for one in [s for s in strange if s.language.has_objects][:MOST_INFERRED]:
            found = self._unless_it_fails(self._infer, one)
            if found is None:
                continue
            own = differing(found.conventions, usual)
            if found.agreeing and own:
                count = len(strange)
                whom = (
                    f"None of the first {count} submissions fits"
                    if count > 1
                    else "The first submission does not fit"
                )
                return (
                    f"{whom} the names and forms of the rubric. {one.name} is right in others: "
                    f"{in_one_line(own)}.\nTo have each submission's found, stop and repeat with "
                    "--conventions infer."
                )
        return ""
