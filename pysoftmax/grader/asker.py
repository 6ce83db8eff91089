"""Ask a submission its questions in as few processes as possible.

At first one process answers all questions. If one of them hangs, crashes or exceeds a limit, the
remaining questions are asked again, item by item, each item with its own time. So a hang costs one
item's time and no other item's answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.grader.examination import Question
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.submission import Submission
from pysoftmax.languages import Language

__all__ = ["Asker", "Opener", "Student"]

MiB = 1 << 20

PATIENCE = 0.5
"""Fraction of the item's time after which a lone question is not asked again."""


class Student(Protocol):
    """A submission that answers cases; each call runs in a process of its own."""

    name: str

    def answer(self, cases: Sequence[Case], *, limits: Limits | None = None) -> list[Answer]:
        """Return one answer per case, in order."""
        ...


class Opener(Protocol):
    """What makes submissions answer: `pysoftmax.grader.workers.Workers`."""

    def open(self, submission: Submission) -> AbstractContextManager[Student]:
        """Return the submission as an implementation, closed at the end of a ``with``."""
        ...


class Asker:
    """Asks one submission cases in its course's conventions, within the rubric's limits.

    Attributes
    ----------
    seconds
        The time that each item's answers took.
    """

    def __init__(self, student: Student, rubric: Rubric, language: Language) -> None:
        self._language = language
        self._student = student
        self._rubric = rubric
        self._conventions = rubric.conventions
        self.seconds: dict[str, float] = {}

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Return one answer per question, in the exercise's conventions.

        No process is asked visible and hidden items: it could show the hidden ones' inputs in what
        it returns for the others.
        """
        answers: dict[int, Answer] = {}
        ended: set[str] = set()
        for visible in (True, False):
            group = [
                k
                for k, q in enumerate(questions)
                if self._rubric.items[q.item.key].visible is visible
            ]
            answered = self._ask([questions[k] for k in group], ended)
            answers |= dict(zip(group, answered, strict=True))
        return [answers[k] for k in range(len(questions))]

    def _ask(self, questions: Sequence[Question], ended: set[str]) -> list[Answer]:
        """One answer per question; `ended` collects the items that ended their process."""
        answers = self._together(questions)
        for item in dict.fromkeys(question.item for question in questions):
            chosen = [k for k, q in enumerate(questions) if q.item is item]
            hopeless = ended & {*item.requires, *item.needs_answers}
            if not hopeless and self._deserves_more(chosen, questions, answers):
                again = self._together([questions[k] for k in chosen])
                for k, answer in zip(chosen, again, strict=True):
                    answers[k] = answer
            if hopeless or _ended_at([answers[k] for k in chosen]) is not None:
                ended.add(item.key)
        for question, answer in zip(questions, answers, strict=True):
            name = question.item.key
            self.seconds[name] = self.seconds.get(name, 0.0) + answer.seconds
        return answers

    def ask_more(self, item: str, cases: Sequence[Case]) -> list[Answer]:
        """Return one answer per case of an item, in the exercise's conventions, in one process."""
        if not cases:
            return []
        conventions = self._conventions
        limits = self._limits([item])
        answers = self._student.answer(
            [conventions.to_student(c, self._language) for c in cases], limits=limits
        )
        return [conventions.from_student(c, a) for c, a in zip(cases, answers, strict=True)]

    def _together(self, questions: Sequence[Question]) -> list[Answer]:
        if not questions:
            return []
        conventions = self._conventions
        limits = self._limits([question.item.key for question in questions])
        cases = [question.sent(conventions, self._language) for question in questions]
        answers = self._student.answer(cases, limits=limits)
        return [
            conventions.from_student(q.case, a) for q, a in zip(questions, answers, strict=True)
        ]

    def _deserves_more(
        self, chosen: Sequence[int], questions: Sequence[Question], answers: Sequence[Answer]
    ) -> bool:
        """Return whether an item was cut short, perhaps by another, and may be retried alone."""
        last = _ended_at(answers)
        if last is None or len(chosen) == len(questions) or chosen[-1] < last:
            return False
        if chosen[0] > last:
            return True
        # Another item's file, loaded together with this one's, may have ended the process, or
        # others may have used the time. Only an item that used its own time alone is judged now.
        failure = answers[last].failure
        before = sum(answer.seconds for answer in answers[:last])
        own = self._seconds([questions[last].item.key])
        had_its_time = last > 0 and before < (1 - PATIENCE) * own
        return failure is None or failure.kind != "timeout" or not had_its_time

    def _seconds(self, items: Sequence[str]) -> float:
        return max(self._rubric.items[item].seconds for item in items)

    def _limits(self, items: Sequence[str]) -> Limits:
        resources, seconds = self._rubric.resources, self._seconds(items)
        return replace(
            Limits(),
            cpu_seconds=seconds,
            wall_seconds=seconds,
            memory_bytes=resources.memory_mb * MiB,
            processes=resources.processes,
            file_bytes=resources.file_mb * MiB,
            output_bytes=resources.output_mb * MiB,
        )


def _ended_at(answers: Sequence[Answer]) -> int | None:
    """Return which question ended the process; None if all were asked and answered."""
    kinds = [answer.failure.kind if answer.failure else "" for answer in answers]
    if "not asked" in kinds:
        return max(kinds.index("not asked") - 1, 0)
    return len(kinds) - 1 if kinds and kinds[-1] in ("timeout", "crash", "limit") else None
