"""``pysoftmax check``: a student's own solution, step by step."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pysoftmax.cli.options import exercise_option

if TYPE_CHECKING:
    from pysoftmax.exercise import Exercise
    from pysoftmax.grader.submission import Submission

__all__ = ["command"]


@click.command("check")
@click.argument(
    "directory", metavar="[DIR]", default=".", type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--language",
    type=click.Choice(["python", "octave"]),
    help="Which one, when DIR holds both.",
)
@exercise_option
@click.option("--seed", type=click.IntRange(min=0), default=1, help="Other questions.")
@click.option(
    "--unsandboxed",
    is_flag=True,
    help="Run it without asking where there is no sandbox: only code that you trust.",
)
def command(
    directory: Path, language: str | None, exercise: Exercise, seed: int, unsandboxed: bool
) -> None:
    """Check the solution in DIR (by default the folder you are in), step by step.

    Each step is compared with the reference on generated inputs. What fails is shown with the
    smallest failing input, and with the mistake where it is a known one. Exit status 1 when a step
    failed.
    """
    from pysoftmax.grader import sandbox
    from pysoftmax.grader.examination import Examination
    from pysoftmax.grader.one_thread import keep_blas_to_one_thread
    from pysoftmax.grader.reports.text import closing_lines, item_lines
    from pysoftmax.grader.rubric import Rubric
    from pysoftmax.grader.session import grade
    from pysoftmax.grader.workers import Workers

    keep_blas_to_one_thread()
    submission = _the_one(directory, language, exercise)
    sandboxed, why = sandbox.status()
    if submission.language == "octave" and (problem := sandbox.octave_problem(sandboxed=sandboxed)):
        raise click.ClickException(problem)
    if not sandboxed:
        _agree(directory, why, unsandboxed)
    click.echo(f"{submission.language}: {', '.join(submission.files[:12])}")
    with (
        Workers(1, library=exercise.library, sandboxed=sandboxed) as workers,
        workers.open(submission) as student,
    ):
        result = grade(
            submission,
            student,
            Examination(Rubric(exercise, seed=seed)),
            sandboxed,
            lambda item: click.echo("\n".join(item_lines(item))),
        )
    for line in closing_lines(result):
        click.echo(line)
    if any(item.outcome == "failed" and item.max_points for item in result.items):
        raise SystemExit(1)


def _agree(directory: Path, why: str, unsandboxed: bool) -> None:
    """Say, before anything runs, that it will run unsandboxed; go on only if that is agreed to."""
    click.echo(
        f"There is no sandbox here: {why}.\nThe code in {directory} runs with your rights: it can "
        "read, change and delete your files.",
        err=True,
    )
    if unsandboxed:
        return
    if not _somebody_is_there():
        raise click.ClickException("Nothing was run. If you trust this code, add --unsandboxed.")
    if not click.confirm("Do you trust this code?", err=True):
        raise click.ClickException("Nothing was run.")


def _somebody_is_there() -> bool:
    """Whether a question would be seen and answered."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _the_one(directory: Path, language: str | None, exercise: Exercise) -> Submission:
    """The one submission that the folder holds."""
    from pysoftmax.grader.looked_for import looked_for
    from pysoftmax.grader.submission import Submission, Unreadable, find_submissions

    found = list(find_submissions([directory], looked_for(exercise, exercise.conventions)))
    readable = [one for one in found if isinstance(one, Submission)]
    chosen = [one for one in readable if language in (None, one.language)]
    if len(chosen) == 1:
        return chosen[0]
    if not readable:
        reasons = [f": {one.reason}" for one in found if isinstance(one, Unreadable)]
        raise click.ClickException(
            f"{directory} holds no solution{''.join(reasons[:1])}. Name the folder in which "
            f"{exercise.functions[0].name} is."
        )
    names = ", ".join(f"{one.name} ({one.language})" for one in chosen or readable)
    raise click.ClickException(f"{directory} holds {names}; name one, or give --language.")
