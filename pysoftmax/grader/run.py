"""Grade a class: several submissions at a time, in the order found, each result stored at once."""

from __future__ import annotations

import hashlib
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, Protocol

from pysoftmax.grader.adapter_table import differing
from pysoftmax.grader.asker import Opener
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.marker import unmarked
from pysoftmax.grader.reports.view import Entry
from pysoftmax.grader.results import Remark, SubmissionResult
from pysoftmax.grader.roll import Roll, Row, Standing
from pysoftmax.grader.session import grade
from pysoftmax.grader.store import Store, result_key
from pysoftmax.grader.submission import Found, LeftOut, Submission, Unreadable
from pysoftmax.grader.surroundings import SurroundingsError, is_of_the_machine
from pysoftmax.grader.workers.process import ZygoteError
from pysoftmax.grader.workers.processor_time import Starved
from pysoftmax.languages import Language

__all__ = ["ClassRun", "FanOut", "KillsWorkersError", "Progress", "graded_by"]

WAITING_PER_JOB = 3
"""Submissions unpacked ahead of each job: enough to keep it busy without filling the disk."""
MOST_STARVED = 16
"""How many submissions wait, with their files, to be graded alone."""
TRIES = 3
"""On how many fresh workers a submission is tried that ends the grader's own processes."""


class Runs(Opener, Protocol):
    """Runs submissions: `pysoftmax.grader.workers.Workers`."""

    def check(self, language: Language) -> None:
        """Raise SurroundingsError if the machine lets no submission run."""
        ...


Progress = Callable[[str], None]
"""Called with the name of each submission that is done."""


class KillsWorkersError(RuntimeError):
    """A submission has ended every worker that graded it."""


class TooBusyError(RuntimeError):
    """Other programs had the processors while a submission ran alone."""


Judged = tuple[SubmissionResult, Starved]


class _UnderWay:
    """The submissions that are being graded."""

    def __init__(self) -> None:
        self._by_future: dict[Future[Judged], tuple[str, Submission]] = {}
        self._done: SimpleQueue[Future[Judged]] = SimpleQueue()
        self.keys: set[str] = set()

    def __len__(self) -> int:
        return len(self._by_future)

    def add(self, future: Future[Judged], key: str, submission: Submission) -> None:
        self._by_future[future] = key, submission
        self.keys.add(key)
        future.add_done_callback(self._done.put)

    def next_done(self) -> tuple[Future[Judged], str, Submission]:
        """Wait for one that is done, and remove it."""
        return self._remove(self._done.get())

    def all_done(self) -> Iterator[tuple[Future[Judged], str, Submission]]:
        """Cancel what has not begun, wait for the rest, and yield and remove it."""
        begun = [future for future in self._by_future if not future.cancel()]
        wait(begun)
        yield from map(self._remove, begun)

    def _remove(self, future: Future[Judged]) -> tuple[Future[Judged], str, Submission]:
        key, submission = self._by_future.pop(future)
        self.keys.remove(key)
        return future, key, submission


def graded_by(
    workers: Runs, submission: Submission, examination: Examination, sandboxed: bool
) -> Judged:
    """Return the result of a submission, and whether it may be another if nothing else runs.

    Raises
    ------
    SurroundingsError
        If the machine lets no submission run.
    """
    trouble: ZygoteError | None = None
    for _ in range(TRIES):
        try:
            with workers.open(submission) as student:
                result = grade(submission, student, examination, sandboxed)
                return result, getattr(student, "starved", Starved.NO)
        except ZygoteError as error:
            trouble = error
    assert trouble is not None
    workers.check(submission.language)
    raise trouble


@dataclass(frozen=True)
class FanOut:
    """How several submissions are graded at a time: an executor, and what it is given to call.

    Attributes
    ----------
    executor
        Runs the calls.
    call
        Of a submission: the function to call and its arguments, which must suit the executor.
    jobs
        How many it runs at a time.
    """

    executor: Executor
    call: Callable[[Submission], tuple[Callable[..., Judged], tuple[Any, ...]]]
    jobs: int


class ClassRun:
    """Grades submissions, stores the results, and reads the class's results from the store.

    Parameters
    ----------
    examination
        The questions, made once.
    store
        Where results are stored and looked up.
    version
        pysoftmax's version; a different version invalidates the cache.
    sandboxed
        Whether submissions run in the sandbox.
    examinations
        The questions of submissions in conventions of their own, by their keys; it may be filled
        while submissions are found.

    Attributes
    ----------
    rows
        What was found and belongs to a student, in that order.
    left_out
        What was found and belongs to no student.
    faults
        Names of submissions on which the grader itself failed, each with the traceback.
    """

    def __init__(
        self,
        examination: Examination,
        store: Store,
        version: str,
        sandboxed: bool,
        examinations: Mapping[str, Examination] | None = None,
    ) -> None:
        self._examination = examination
        self._examinations = {} if examinations is None else examinations
        self._store = store
        self._version = version
        self._sandboxed = sandboxed
        self.left_out: list[LeftOut] = []
        self.faults: list[tuple[str, str]] = []
        self.rows: list[Row] = []
        self._first: dict[str, Row] = {}
        self._broken: dict[str, SubmissionResult] = {}
        self._again: dict[str, Submission] = {}

    def run(
        self,
        found: Iterable[Found],
        workers: Runs,
        jobs: int,
        progress: Progress = lambda name: None,
        fan_out: FanOut | None = None,
    ) -> None:
        """Grade all submissions that are not in the store.

        Those that ended because others had the processors or the memory are graded again in the
        end, one at a time.

        Raises
        ------
        SurroundingsError
            If the machine prevents the grader from working. Earlier results are kept.
        """
        under_way = _UnderWay()
        if fan_out is None:
            fan_out = FanOut(ThreadPoolExecutor(jobs), partial(self._here, workers), jobs)
        with fan_out.executor:
            try:
                self._begin(found, workers, progress, fan_out, under_way)
                while under_way:
                    self._collect(under_way, progress)
                self._grade_starved(workers, progress)
            except BaseException:
                self._keep_what_is_done(under_way, progress)
                raise

    def _grade_starved(self, workers: Runs, progress: Progress) -> None:
        """Grade what was starved, one at a time; nothing else may be under way."""
        while self._again:
            key, submission = self._again.popitem()
            alone: Future[Judged] = Future()
            try:
                alone.set_result(self._grade_alone(submission, workers))
            except Exception as error:
                alone.set_exception(error)
            self._take(key, alone)
            progress(self._first[key].name)

    def _begin(
        self,
        found: Iterable[Found],
        workers: Runs,
        progress: Progress,
        fan_out: FanOut,
        under_way: _UnderWay,
    ) -> None:
        for one in found:
            if isinstance(one, LeftOut):
                self.left_out.append(one)
                continue
            seen = self._register(one)
            begun = seen.key in under_way.keys or seen.key in self._again
            if begun or self._known(seen.key, one):
                progress(seen.name)
                continue
            assert isinstance(one, Submission)
            function, arguments = fan_out.call(one)
            under_way.add(fan_out.executor.submit(function, *arguments), seen.key, one)
            while len(under_way) >= fan_out.jobs * WAITING_PER_JOB:
                self._collect(under_way, progress)
            if len(self._again) >= MOST_STARVED:
                while under_way:
                    self._collect(under_way, progress)
                self._grade_starved(workers, progress)

    def entries(self) -> Iterator[Entry]:
        """Yield every submission with its result, sorted by name."""
        return Roll(self.rows).entries(self.result, self.nothing())

    def result(self, row: Row) -> SubmissionResult:
        """Return the result of a row."""
        return self._broken[row.key] if row.key in self._broken else self._store.get(row.key)

    def nothing(self) -> SubmissionResult:
        """Return the result of somebody who submitted nothing."""
        return self._nothing("", "", "", NOT_SUBMITTED, "not checked")

    def kept(self, row: Row) -> str:
        """Return the result of a row as JSON if it is not stored, else nothing."""
        return self._broken[row.key].to_json() if row.key in self._broken else ""

    def problems(self) -> Counter[str]:
        """Return why submissions could not be graded, and how many for each reason."""
        broken = [self._broken[row.key] for row in self.rows if row.key in self._broken]
        return Counter(result.problem.partition(";")[0] for result in broken)

    def keep(self, standing: Standing) -> Row:
        """Return the row of an earlier run, after making its result known to this one."""
        assert standing.row is not None
        if standing.result:
            result = SubmissionResult.from_json(standing.result)
            self._broken.setdefault(standing.row.key, result)
        return standing.row

    def _register(self, one: Submission | Unreadable) -> Row:
        if isinstance(one, Unreadable):
            about = f"{one.name}\0{one.owner.id}\0{one.path}\0{one.reason}"
            content = hashlib.sha256(about.encode(errors="replace"))
            key, language, files = "unreadable " + content.hexdigest(), "", ""
            own: dict[str, Any] = {}
        else:
            rubric = self._examinations.get(one.key, self._examination).rubric
            key = result_key(one.key, rubric, self._version, self._sandboxed)
            language, files = one.language.key, one.key
            self._store.put_tokens(one.key, one.tokens)
            own = differing(rubric.conventions, self._examination.rubric.conventions)
        remarks = [
            Remark("not graded", f, None, f"{f} is not graded: {why}.") for f, why in one.left_out
        ]
        attempt = str(one.attempt)
        if one.attempt.of > 1:
            remarks.append(Remark("attempt", "", None, f"Graded attempt: {attempt}."))
        late, time = one.attempt.late, one.attempt.time
        place = one.owner, attempt, one.path, tuple(remarks), own, late, time
        seen = Row(one.name, language, files, key, *place)
        self.rows.append(seen)
        self._first.setdefault(seen.key, seen)
        return seen

    def _known(self, key: str, one: Submission | Unreadable) -> bool:
        """Return whether the result is already known."""
        if isinstance(one, Unreadable):
            outcome, problem = "failed", one.reason
            if one.trace:
                self.faults.append((one.name, one.trace))
                outcome, problem = "grader failed", f"{one.reason}; {_FAULT}"
            self._broken[key] = self._nothing(one.name, "", "", problem, outcome)
            return True
        return key in self._broken or key in self._store

    def _here(
        self, workers: Runs, submission: Submission
    ) -> tuple[Callable[..., Judged], tuple[Any, ...]]:
        return self._grade, (submission, workers)

    def _grade(self, submission: Submission, workers: Runs) -> Judged:
        examination = self._examinations.get(submission.key, self._examination)
        return graded_by(workers, submission, examination, self._sandboxed)

    def _grade_alone(self, submission: Submission, workers: Runs) -> Judged:
        result, starved = self._grade(submission, workers)
        if starved is Starved.YES:
            raise TooBusyError("other programs had this machine's processors while it ran")
        return result, Starved.NO

    def _collect(self, under_way: _UnderWay, progress: Progress) -> None:
        """Wait for one that is done, and collect it."""
        self._collected(*under_way.next_done(), progress)

    def _keep_what_is_done(self, under_way: _UnderWay, progress: Progress) -> None:
        """Collect what has been begun, whatever else goes wrong."""
        for done in under_way.all_done():
            with suppress(Exception):
                self._collected(*done, progress)

    def _collected(
        self, future: Future[Judged], key: str, submission: Submission, progress: Progress
    ) -> None:
        if future.exception() is None and future.result()[1] is not Starved.NO:
            self._again[key] = submission
            return
        self._take(key, future)
        progress(self._first[key].name)

    def _take(self, key: str, future: Future[Judged]) -> None:
        """Store a result. An error of the grader affects one result, which is not stored.

        Raises
        ------
        SurroundingsError
            If the error is the machine's.
        """
        error = future.exception()
        if error is None:
            self._store.put(key, future.result()[0])
        elif isinstance(error, KillsWorkersError):
            seen = self._first[key]
            killed = self._nothing(seen.name, seen.language, seen.files, str(error), "failed")
            self._store.put(key, killed)
        elif isinstance(error, SurroundingsError):
            raise error
        elif is_of_the_machine(error):
            raise SurroundingsError(f"submissions cannot be graded: {error}") from error
        else:
            self._broken[key] = self._grader_failed(key, error)

    def _grader_failed(self, key: str, error: BaseException) -> SubmissionResult:
        if not isinstance(error, Exception):
            raise error
        seen = self._first[key]
        self.faults.append((seen.name, "".join(traceback.format_exception(error))))
        problem = f"the grader failed on it ({type(error).__name__}: {error}); {_FAULT}"
        return self._nothing(seen.name, seen.language, seen.files, problem, "grader failed")

    def _nothing(
        self, name: str, language: str, files: str, problem: str, outcome: str
    ) -> SubmissionResult:
        """Return a result of 0 points."""
        items = tuple(
            unmarked(i, self._examination, outcome) for i in self._examination.exercise.items
        )
        return SubmissionResult(
            name, language, files, items, problem=problem, sandboxed=self._sandboxed
        )


_FAULT = "this is a fault of the grader, so grade it by hand"
NOT_SUBMITTED = "not submitted"
