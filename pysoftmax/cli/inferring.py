"""What the commands that find conventions share: read a folder in Python, and look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pysoftmax.exercise import Exercise
    from pysoftmax.grader.examination import Examination
    from pysoftmax.grader.inference import Inferred
    from pysoftmax.grader.submission import Submission
    from pysoftmax.grader.workers import Workers

__all__ = ["conventions_of", "in_own_conventions", "python_in"]


def python_in(directory: Path, exercise: Exercise, *, converted: bool = False) -> Submission:
    """The Python files of a folder as one submission, whatever their names.

    Parameters
    ----------
    directory
        The folder.
    exercise
        Whose functions are looked for.
    converted
        Whether Python 2 is converted.
    """
    from pysoftmax.grader.looked_for import looked_for
    from pysoftmax.grader.submission import ReadingError, in_folder
    from pysoftmax.languages import PYTHON

    if not directory.is_dir():
        raise click.ClickException(f"{directory} is not a folder.")
    if not any(directory.rglob("*.py")):
        raise click.ClickException(f"{directory} holds no Python file.")
    try:
        wanted = looked_for(exercise, exercise.conventions, converted=converted)
        return in_folder(directory, PYTHON, wanted)
    except ReadingError as error:
        raise click.ClickException(str(error)) from error


def conventions_of(submission: Submission, workers: Workers, examination: Examination) -> Inferred:
    """The conventions of a submission, those that the rubric names binding."""
    from pysoftmax.grader.inference import infer

    with workers.open(submission) as student:
        return infer(student, examination, examination.rubric.named)


def in_own_conventions(
    submission: Submission, workers: Workers, examination: Examination
) -> tuple[Submission, Examination, list[str]]:
    """The submission and its questions in its own conventions, and what these are, in lines."""
    from dataclasses import replace

    from pysoftmax.grader.conventions_of_class import adapted
    from pysoftmax.grader.examination import Examination

    found = conventions_of(submission, workers, examination)
    rubric = replace(examination.rubric, conventions=found.conventions)
    default = examination.exercise.conventions
    return (
        adapted(submission, found, default),
        Examination(rubric, examination),
        found.lines(default),
    )
