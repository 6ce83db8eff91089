"""The conventions of each submission of a class, found before anything is graded."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from typing import Any

from pysoftmax.exercise.conventions import Conventions
from pysoftmax.grader.adapter_table import differing, in_one_line
from pysoftmax.grader.asker import Opener
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.inference import Inferred, infer, most_common
from pysoftmax.grader.submission import Found, Submission
from pysoftmax.grader.submission.inside.findings import Finding
from pysoftmax.grader.surroundings import is_of_the_machine

__all__ = ["OF_NAMES", "ClassConventions", "adapted"]

WAITING_PER_JOB = 3
"""Submissions unpacked ahead of each job."""
OF_NAMES = ("missing", "wrong name", "not a function", "wrong signature", "another exercise")
"""Findings that say that a function is not called as the course calls it."""
UNREAD = ("Python 2", "syntax error")
"""Findings that say why nothing is known of what a file defines."""


def adapted(submission: Submission, found: Inferred, default: Conventions) -> Submission:
    """The submission, with its conventions as a remark in place of what they refute.

    A function that was not found is in a file that cannot be read, if there is one.
    """
    unread = next((one for one in submission.findings if one.kind in UNREAD), None)
    kept = []
    for one in submission.findings:
        if one.kind in OF_NAMES and one.blocks in found.functions:
            continue
        if one.kind in OF_NAMES and unread:
            one = replace(unread, blocks=one.blocks)
        elif one.kind == "missing":
            one = replace(one, message=f"No function was found that can be called as {one.blocks}.")
        kept.append(one)
    table = in_one_line(differing(found.conventions, default)) or "the exercise's own"
    words = f"Graded in these conventions: {table}."
    if found.questions:
        words += f" Undecided: {'; '.join(found.questions)}."
    return replace(submission, findings=(*kept, Finding("conventions", "", None, words)))


_UNKNOWN = Finding(
    "conventions",
    "",
    None,
    "Its conventions were not found, by a fault of the grader; it is graded in the course's.",
)


class ClassConventions:
    """Finds the conventions of all submissions in Python, those of most of the class binding.

    Parameters
    ----------
    examination
        Of the course's rubric.
    binding
        Keys that the rubric names.

    Attributes
    ----------
    examinations
        By the key of a submission: the questions in its conventions.
    """

    def __init__(self, examination: Examination, binding: Collection[str]) -> None:
        self._examination = examination
        self._binding = frozenset(binding)
        self._found: dict[str, Inferred] = {}
        self._unknown: set[str] = set()
        self._by_conventions: dict[str, Examination] = {}
        self._shared: dict[str, Any] = {}
        self.examinations: dict[str, Examination] = {}

    def look(self, found: Iterable[Found], workers: Opener, jobs: int = 1) -> None:
        """Find the conventions of each, then bind those that most of the class uses.

        Of a convention, only those submissions count of which it was found.
        """
        keys = self._examination.exercise.class_conventions
        under_way: deque[Future[None]] = deque()
        with ThreadPoolExecutor(jobs) as pool:
            for one in found:
                if not (isinstance(one, Submission) and one.language.has_objects):
                    continue
                about = one, self._examination, self._binding, workers
                under_way.append(pool.submit(self._look_at, *about))
                if len(under_way) > WAITING_PER_JOB * jobs:
                    under_way.popleft().result()
            for future in under_way:
                future.result()
        for key in keys:
            if key not in self._binding:
                decided = [f.conventions for f in self._found.values() if key in f.decided]
                self._shared |= most_common(decided, (key,))

    def again(self, found: Iterable[Found], workers: Opener) -> Iterator[Found]:
        """The submissions with their conventions; those that differ from the class are asked again.

        What differs from most of the class in a convention that binds is a mistake.
        """
        rubric = self._examination.rubric
        bound = replace(rubric, conventions=replace(rubric.conventions, **self._shared))
        base = self._of(bound.conventions)
        for one in found:
            if isinstance(one, Submission) and one.key in self._unknown:
                yield replace(one, findings=(*one.findings, _UNKNOWN))
                continue
            if not (isinstance(one, Submission) and one.key in self._found):
                yield one
                continue
            result = first = self._found[one.key]
            if any(getattr(first.conventions, k) != v for k, v in self._shared.items()):
                self._look_at(one, base, self._binding | set(self._shared), workers)
                result = self._found[one.key]
                if set(first.running) - set(result.running):  # it fails in the class's way
                    conventions = replace(first.conventions, **self._shared)
                    result = replace(first, conventions=conventions)
            self.examinations[one.key] = self._of(result.conventions)
            yield adapted(one, result, self._examination.exercise.conventions)

    def _look_at(
        self, one: Submission, examination: Examination, binding: Collection[str], workers: Opener
    ) -> None:
        try:
            with workers.open(one) as student:
                self._found[one.key] = infer(student, examination, binding)
        except Exception as error:
            if is_of_the_machine(error):
                raise
            self._unknown.add(one.key)  # it is graded in the course's, and no other is affected

    def _of(self, conventions: Conventions) -> Examination:
        key = str(sorted(asdict(conventions).items()))
        if key not in self._by_conventions:
            rubric = replace(self._examination.rubric, conventions=conventions)
            self._by_conventions[key] = Examination(rubric, self._examination)
        return self._by_conventions[key]
