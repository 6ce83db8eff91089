"""Grade one solution again and again while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pysoftmax.grader.affected import affected_items
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.session import OnResult, grade
from pysoftmax.grader.submission import Submission
from pysoftmax.grader.workers import StudentImplementation, Workers
from pysoftmax.languages import SUFFIXES

__all__ = ["Rechecks", "texts_in"]


class Rechecks:
    """Grades versions of one solution, each time only what the change can affect.

    Parameters
    ----------
    workers
        One job of them is used.
    examination
        The questions.
    ahead
        Whether to start, after a version, the process that the next one needs.
    """

    def __init__(self, workers: Workers, examination: Examination, *, ahead: bool = False) -> None:
        self._ahead = ahead
        self._workers = workers
        self._examination = examination
        self._texts: Mapping[str, str] = {}
        self._result: SubmissionResult | None = None
        self._next: StudentImplementation | None = None

    def grade(
        self,
        submission: Submission,
        texts: Mapping[str, str],
        on_result: OnResult = lambda result: None,
    ) -> SubmissionResult:
        """Return the result of a version.

        Parameters
        ----------
        submission
            The version.
        texts
            What `texts_in` returned before the submission was read: if a file is saved meanwhile,
            more is asked the next time, and never less.
        on_result
            Called with each item's result as soon as it is known.
        """
        last = self._result
        known = {}
        if last is not None and last.language == submission.language.key:
            exercise, conventions = self._examination.exercise, self._examination.rubric.conventions
            again = affected_items(exercise, conventions, self._texts, texts, last.items)
            known = {item.name: item for item in last.items if item.name not in again}
        with self._student(submission) as student:
            sandboxed = self._workers.sandboxed
            result = grade(submission, student, self._examination, sandboxed, on_result, known)
        if last is not None and known:  # what was seen of files that were not loaded again
            same = {name for name, text in texts.items() if self._texts.get(name) == text}
            kept = (remark for remark in last.remarks if remark.file in same)
            result = replace(result, remarks=tuple(dict.fromkeys((*result.remarks, *kept))))
        self._result, self._texts = result, dict(texts)
        if self._ahead:  # nobody waits for it, and no code of a student has run in it
            self._next = self._workers.open(submission)
            self._next.prepare()
        return result

    def _student(self, submission: Submission) -> StudentImplementation:
        prepared, self._next = self._next, None
        if prepared is not None:
            if prepared.take(submission):
                return prepared
            prepared.close()
        return self._workers.open(submission)


def texts_in(directory: Path) -> dict[str, str]:
    """Return the sources in a folder by name, and for each other file its size and time."""
    found = {}
    for path in sorted(directory.rglob("*")) if directory.is_dir() else [directory]:
        name = path.relative_to(directory).as_posix()
        if any(part.startswith(".") or part == "__pycache__" for part in Path(name).parts):
            continue
        try:
            if path.suffix in SUFFIXES:
                found[name] = path.read_text(encoding="utf-8", errors="replace")
            elif path.is_file():
                found[name] = f"{path.stat().st_size} {path.stat().st_mtime_ns}"
        except OSError as error:  # the reader says what is wrong with it
            found[name] = str(error)
    return found
