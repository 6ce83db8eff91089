"""Grading a class: submissions as they are found, several at a time, each result stored at once."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from pysoftmax.grader.asking import Student
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.grading import grade
from pysoftmax.grader.items import ITEMS
from pysoftmax.grader.marking import unmarked
from pysoftmax.grader.reports.view import Entry
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.store import Store, result_key
from pysoftmax.grader.submission import Submission, Unreadable

__all__ = ["ClassRun", "Progress"]

WAITING_PER_JOB = 3
"""Submissions unpacked ahead of each job, so that none idles and the disk stays empty."""


class Opener(Protocol):
    """What makes a submission answer: `pysoftmax.grader.workers.Workers`."""

    def open(self, submission: Submission) -> AbstractContextManager[Student]: ...


Progress = Callable[[str], None]
"""Called with the name of each submission that is done."""


@dataclass(frozen=True)
class _Seen:
    """A submission as it was handed in, and the key of its result."""

    name: str
    language: str
    files: str
    key: str


class ClassRun:
    """Grades submissions into a store, and reads the class's results out of it.

    Parameters
    ----------
    examination
        The questions, made once.
    store
        Where results go, and come from when they are known already.
    version
        Pysoftmax's; another version grades anew.
    sandboxed
        Whether submissions run in the sandbox.
    """

    def __init__(
        self, examination: Examination, store: Store, version: str, sandboxed: bool
    ) -> None:
        self._examination = examination
        self._store = store
        self._version = version
        self._sandboxed = sandboxed
        self._seen: list[_Seen] = []
        self._first: dict[str, _Seen] = {}
        self._broken: dict[str, SubmissionResult] = {}

    def run(
        self,
        found: Iterable[Submission | Unreadable],
        workers: Opener,
        jobs: int,
        progress: Progress = lambda name: None,
    ) -> None:
        """Grade all that is not in the store yet."""
        under_way: dict[Future[SubmissionResult], str] = {}
        with ThreadPoolExecutor(jobs) as pool:
            for one in found:
                seen = self._register(one)
                if seen.key in under_way.values() or self._known(seen.key, one):
                    progress(seen.name)
                    continue
                assert isinstance(one, Submission)
                under_way[pool.submit(self._grade, one, workers)] = seen.key
                while len(under_way) >= jobs * WAITING_PER_JOB:
                    self._collect(under_way, progress)
            while under_way:
                self._collect(under_way, progress)

    def entries(self) -> Iterator[Entry]:
        """Every submission with its result, by name; read one at a time."""
        names = _pages(self._seen)
        by_content = itertools.groupby(sorted(self._seen, key=_content), key=_content)
        twins = {content: [one.name for one in group] for content, group in by_content}
        for seen in sorted(self._seen, key=lambda s: (s.name, s.language, s.files)):
            result = replace(self._result(seen.key), name=seen.name)
            others = [name for name in twins[_content(seen)] if name != seen.name]
            yield Entry(result, names[seen], tuple(sorted(set(others))) if seen.files else ())

    def _register(self, one: Submission | Unreadable) -> _Seen:
        if isinstance(one, Unreadable):
            content = hashlib.sha256(f"{one.name}\0{one.reason}".encode(errors="replace"))
            seen = _Seen(one.name, "", "", "unreadable " + content.hexdigest())
        else:
            rubric = self._examination.rubric
            key = result_key(one.key, rubric, self._version, self._sandboxed)
            seen = _Seen(one.name, one.language, one.key, key)
        self._seen.append(seen)
        self._first.setdefault(seen.key, seen)
        return seen

    def _known(self, key: str, one: Submission | Unreadable) -> bool:
        """Whether the result is there without any grading."""
        if isinstance(one, Unreadable):
            self._broken[key] = self._nothing(one.name, "", "", one.reason, "failed")
            return True
        return key in self._broken or key in self._store

    def _grade(self, submission: Submission, workers: Opener) -> SubmissionResult:
        with workers.open(submission) as student:
            return grade(submission, student, self._examination, self._sandboxed)

    def _collect(self, under_way: dict[Future[SubmissionResult], str], progress: Progress) -> None:
        """Take in what is done. A grader that broke breaks one result, which is not kept."""
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            key = under_way.pop(future)
            error = future.exception()
            if error is None:
                self._store.put(key, future.result())
            else:
                self._broken[key] = self._grader_failed(key, error)
            progress(self._first[key].name)

    def _grader_failed(self, key: str, error: BaseException) -> SubmissionResult:
        if not isinstance(error, Exception):
            raise error
        seen = self._first[key]
        problem = f"the grader failed on it ({type(error).__name__}: {error}); grade it by hand"
        return self._nothing(seen.name, seen.language, seen.files, problem, "grader failed")

    def _nothing(
        self, name: str, language: str, files: str, problem: str, outcome: str
    ) -> SubmissionResult:
        """A result of no points."""
        items = tuple(unmarked(i, self._examination, outcome) for i in ITEMS.values())
        return SubmissionResult(
            name, language, files, items, problem=problem, sandboxed=self._sandboxed
        )

    def _result(self, key: str) -> SubmissionResult:
        return self._broken[key] if key in self._broken else self._store.get(key)


def _content(seen: _Seen) -> str:
    return seen.files or seen.key


def _pages(seen: Iterable[_Seen]) -> dict[_Seen, str]:
    """A file name of its own for each submission, safe on every system."""
    pages: dict[_Seen, str] = {}
    taken: set[str] = set()
    for one in sorted(seen, key=lambda s: (s.name, s.language, s.files)):
        safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in one.name)
        stem = safe.strip("_")[:60].lower() or "submission"
        page = stem
        for number in itertools.count(2):
            if page not in taken:
                break
            page = f"{stem}-{number}"
        taken.add(page)
        pages[one] = page
    return pages
