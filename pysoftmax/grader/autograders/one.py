"""What every autograder is made of: the rubric with its seed, and one submission graded by it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pysoftmax import __version__
from pysoftmax.exercise import Exercise, load_exercise
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.looked_for import looked_for_by
from pysoftmax.grader.marker import unmarked
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.store import SEED_BITS

__all__ = ["Parts", "grade_one", "parts_of", "rubric_in"]

_RUBRIC, _SEED, _EXERCISE, _NAME = "rubric.toml", "seed", "exercise", "exercise-name"


@dataclass(frozen=True)
class Parts:
    """The files of an autograder that do not depend on the platform.

    Attributes
    ----------
    rubric
        As it was read.
    files
        Their contents, by path.
    requirement
        What pip installs: pysoftmax in this version.
    """

    rubric: Rubric
    files: dict[str, bytes]
    requirement: str = f"pysoftmax[grade,octave]=={__version__}"


def parts_of(rubric_file: Path | None, exercise: str) -> Parts:
    """Return the parts of an autograder.

    Parameters
    ----------
    rubric_file
        The course's rubric; None for the exercise's own.
    exercise
        The exercise's name, or its folder, which becomes a part.

    Raises
    ------
    ValueError
        If the rubric or the exercise cannot be used.
    """
    loaded = load_exercise(exercise)
    rubric = Rubric(loaded)
    files: dict[str, bytes] = {}
    if rubric_file is not None:
        rubric = Rubric.read(rubric_file, loaded)
        files[_RUBRIC] = rubric_file.read_bytes()
        if rubric.own:
            files[rubric.own] = (rubric_file.parent / rubric.own).read_bytes()
    if Path(exercise).is_dir():
        files |= {f"{_EXERCISE}/{name}": content for name, content in _below(Path(exercise))}
    else:
        files[_NAME] = exercise.encode()
    seed = secrets.randbits(SEED_BITS) if rubric.seed is None else rubric.seed
    files[_SEED] = f"{seed}\n".encode()
    return Parts(rubric, files)


def rubric_in(folder: Path) -> Rubric:
    """Return the rubric of the parts in a folder, with their seed.

    Raises
    ------
    ValueError
        If they are not there, or cannot be used.
    """
    try:
        seed = int((folder / _SEED).read_text())
        name = folder / _NAME
        exercise = load_exercise(name.read_text() if name.exists() else folder / _EXERCISE)
    except OSError as error:
        raise ValueError(f"{folder} holds no autograder: {error}") from error
    file = folder / _RUBRIC
    rubric = Rubric.read(file, exercise) if file.exists() else Rubric(exercise)
    return replace(rubric, seed=seed)


def grade_one(path: Path, rubric: Rubric) -> SubmissionResult:
    """Return the result of what one student submitted at a path.

    It runs in the sandbox if there is one; otherwise under the limits and the user that are there
    without it, since a platform's container holds nothing of others. If the student submitted in
    both languages, the better result counts.

    Raises
    ------
    SurroundingsError
        If the machine prevents the grader from working.
    ValueError
        If a submission is in Octave, which does not start.
    """
    from pysoftmax.grader import sandbox
    from pysoftmax.grader.session import grade
    from pysoftmax.grader.submission import Submission, Unreadable, find_student
    from pysoftmax.grader.surroundings import SurroundingsError
    from pysoftmax.grader.workers import Workers
    from pysoftmax.grader.workers.process import ZygoteError

    sandboxed = sandbox.status()[0]
    found = find_student(path, looked_for_by(rubric))
    submissions = [one for one in found if isinstance(one, Submission)]
    if any(one.language.needs_octave for one in submissions) and (
        problem := sandbox.octave_problem(sandboxed=sandboxed)
    ):
        raise ValueError(problem)
    examination = Examination(rubric)
    if not submissions:
        reason = next((one.reason for one in found if isinstance(one, Unreadable)), "it is empty")
        return _unreadable(reason, rubric.exercise, examination, sandboxed)
    results = []
    with Workers(1, library=rubric.exercise.library, sandboxed=sandboxed) as workers:
        for submission in submissions:
            try:
                with submission.pack, workers.open(submission) as student:
                    results.append(grade(submission, student, examination, sandboxed))
            except ZygoteError as error:
                raise SurroundingsError(f"submissions cannot be run: {error}") from error
    return max(results, key=lambda result: result.points)


def _unreadable(
    reason: str, exercise: Exercise, examination: Examination, sandboxed: bool
) -> SubmissionResult:
    items = tuple(unmarked(item, examination, "failed") for item in exercise.items)
    return SubmissionResult("", "", "", items, problem=reason, sandboxed=sandboxed)


def _below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an exercise's folder; its solutions do not belong to an autograder."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith((".", "__")) for part in name.parts)
        if path.is_file() and not hidden and name.parts[0] != "solutions":
            yield name.as_posix(), path.read_bytes()
