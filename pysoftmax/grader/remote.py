"""Grade a submission in another process, on this machine or another: what travels, and the work.

A `Recipe` says how to grade, a `Parcel` holds one submission. Both are plain data. The process that
grades checks that it would grade as the grader does, and keeps its questions and its warm processes
for the next submission.
"""

from __future__ import annotations

import atexit
import dataclasses
import platform
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pysoftmax.exercise import ExerciseError, load_exercise
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.run import graded_by
from pysoftmax.grader.submission import Finding, Submission
from pysoftmax.grader.surroundings import SurroundingsError
from pysoftmax.grader.unnamed_file import UnnamedFile
from pysoftmax.grader.workers import Workers
from pysoftmax.grader.workers.processor_time import Starved
from pysoftmax.languages import LANGUAGES
from pysoftmax.processors import ClaimedProcessor, processors_here
from pysoftmax.versions import differences_from, versions_here

__all__ = ["Parcel", "Recipe", "close_benches", "differences", "grade_parcel", "surroundings"]

MOST_EXAMINATIONS = 32
"""Of how many sets of conventions a process keeps the questions."""


@dataclass(frozen=True)
class Recipe:
    """How a class is graded.

    Attributes
    ----------
    exercise
        The exercise's name, or its folder, at the same path on every machine.
    own
        The file of the rubric's own items, likewise; empty if there is none.
    rubric
        The rubric without its exercise.
    sandboxed
        Whether submissions run in the sandbox.
    revision
        The exercise's.
    expected
        What must be the same on every machine: `surroundings` of the grader.
    """

    exercise: str
    own: str
    rubric: dict[str, Any]
    sandboxed: bool
    revision: str
    expected: dict[str, str]

    @classmethod
    def of(cls, rubric: Rubric, exercise: str, own: str, sandboxed: bool) -> Recipe:
        """Return the recipe of a rubric that has a seed."""
        fields = {f.name: getattr(rubric, f.name) for f in dataclasses.fields(rubric)}
        del fields["exercise"]
        expected = surroundings(rubric, sandboxed)
        return cls(exercise, own, fields, sandboxed, rubric.exercise.revision, expected)

    def rubric_here(self) -> Rubric:
        """Return the rubric, with this machine's exercise.

        Raises
        ------
        ExerciseError
            If the exercise is not here.
        """
        exercise = load_exercise(self.exercise)
        if self.own:
            from pysoftmax.exercise.folder import with_own_items

            exercise = with_own_items(exercise, Path(self.own))
        return Rubric(exercise, **self.rubric)


@dataclass(frozen=True)
class Parcel:
    """A submission that travels.

    Attributes
    ----------
    language, name, files, key, findings, uses_scipy
        As those of the `Submission`.
    pack
        The files, as the reader packed them.
    """

    language: str
    name: str
    files: tuple[str, ...]
    key: str
    findings: tuple[Finding, ...]
    uses_scipy: bool
    pack: bytes

    @classmethod
    def of(cls, submission: Submission) -> Parcel:
        """Return a submission as plain data; its own pack stays where it is read."""
        return cls(
            submission.language.key,
            submission.name,
            submission.files,
            submission.key,
            submission.findings,
            submission.uses_scipy,
            submission.pack.read(),
        )

    def opened(self) -> Submission:
        """Return the submission, with a pack of its own in this process."""
        return Submission(
            self.name,
            LANGUAGES[self.language],
            self.files,
            self.key,
            UnnamedFile(self.pack),
            self.findings,
            self.uses_scipy,
        )


def surroundings(rubric: Rubric, sandboxed: bool) -> dict[str, str]:
    """Return all that a result depends on, in words for a person."""
    from pysoftmax.grader import sandbox

    safe = sandboxed and sandbox.status()[0]
    return {
        **versions_here(),
        "sandbox": sandbox.version() if safe else "none" if sandboxed else "unused",
        "exercise and rubric": rubric.digest[:12],
    }


def differences(recipe: Recipe) -> list[str]:
    """Return what is not as on the grader's machine, in words; none if all is."""
    try:
        here = surroundings(recipe.rubric_here(), recipe.sandboxed)
    except (ExerciseError, OSError) as error:
        return [f"the exercise cannot be loaded: {error}"]
    return differences_from(recipe.expected, here)


class _Bench:
    """What a process keeps from one submission to the next."""

    def __init__(self, recipe: Recipe) -> None:
        from pysoftmax.grader.one_thread import keep_blas_to_one_thread

        keep_blas_to_one_thread()
        self._examinations: dict[str, Examination] = {}
        self._of = _of_the_processes(recipe)
        library = self.examination(recipe).exercise.library
        self._processor = ClaimedProcessor(processors_here())
        self.workers = Workers(
            1, library=library, sandboxed=recipe.sandboxed, usable=self._processor.number
        )
        atexit.register(self.close)

    def serves(self, recipe: Recipe) -> bool:
        """Return whether the warm processes are those that a recipe needs."""
        return self._of == _of_the_processes(recipe)

    def examination(self, recipe: Recipe) -> Examination:
        """Return the questions of a recipe: a class has as many as it has conventions."""
        key = repr(recipe.expected) + repr(recipe.rubric["seed"])
        if key not in self._examinations:
            wrong = differences(recipe)
            if wrong:
                raise SurroundingsError(f"on {platform.node()}, {'; '.join(wrong)}")
            if len(self._examinations) == MOST_EXAMINATIONS:
                del self._examinations[next(iter(self._examinations))]
            self._examinations[key] = Examination(recipe.rubric_here())
        return self._examinations[key]

    def close(self) -> None:
        """End the warm processes."""
        atexit.unregister(self.close)
        self.workers.close()
        self._processor.close()


def _of_the_processes(recipe: Recipe) -> tuple[str, str, bool, str]:
    return recipe.exercise, recipe.own, recipe.sandboxed, recipe.revision


_benches: list[_Bench] = []
_lock = threading.Lock()


def _bench(recipe: Recipe) -> tuple[Workers, Examination]:
    """Return this process's warm processes, and the questions of a recipe."""
    with _lock:
        if not _benches or not _benches[0].serves(recipe):
            close_benches()
            _benches.append(_Bench(recipe))
        (bench,) = _benches
        return bench.workers, bench.examination(recipe)


def close_benches() -> None:
    """End the warm processes that this process has kept."""
    while _benches:
        _benches.pop().close()


def grade_parcel(recipe: Recipe, parcel: Parcel) -> tuple[SubmissionResult, Starved]:
    """Return the result of a submission, and whether it may be another if nothing else runs.

    Raises
    ------
    SurroundingsError
        If this process would not grade as the grader does; the message says what differs.
    """
    workers, examination = _bench(recipe)
    submission = parcel.opened()
    with submission.pack:
        return graded_by(workers, submission, examination, recipe.sandboxed)
