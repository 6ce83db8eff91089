"""``pysoftmax verify``: whether an exercise judges its solutions as declared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pysoftmax.cli.terminal import progress_bar
from pysoftmax.processors import usable_processors
from pysoftmax.words import shown

if TYPE_CHECKING:
    from pysoftmax.grader.verification import Verified

__all__ = ["command"]


@click.command("verify")
@click.argument(
    "directory", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--jobs", type=click.IntRange(1, 256), help="How many at a time [one per processor].")
@click.option("--unsandboxed", is_flag=True, help="Run the solutions without bubblewrap.")
def command(directory: Path, jobs: int | None, unsandboxed: bool) -> None:
    """Grade every solution of your own exercise, in DIR, and compare with its expected verdict.

    Prints a line for each verdict that is not as declared, each mistake that no wrong solution
    has, and each claim that no wrong solution violates. Exit status 1 if there is any.
    """
    from pysoftmax.grader.one_thread import keep_blas_to_one_thread
    from pysoftmax.grader.sandbox import SandboxMissingError
    from pysoftmax.grader.submission import SurroundingsError
    from pysoftmax.grader.workers.process import ZygoteError

    keep_blas_to_one_thread()
    try:
        verified = _verify(directory, jobs or usable_processors(), sandboxed=not unsandboxed)
    except SandboxMissingError as error:
        raise click.ClickException(
            f"{error}.\nWithout a sandbox, verify only solutions you trust, with --unsandboxed."
        ) from error
    except (SurroundingsError, ZygoteError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    for line in verified.problems:
        click.echo(shown(line))
    click.echo(verified.summary)
    if verified.problems:
        raise SystemExit(1)


def _verify(directory: Path, jobs: int, *, sandboxed: bool) -> Verified:
    from pysoftmax.exercise.folder import exercise_in
    from pysoftmax.grader import sandbox
    from pysoftmax.grader.verification import read_solutions, verify
    from pysoftmax.grader.workers import Workers

    exercise = exercise_in(directory)
    solutions, problems = read_solutions(exercise)
    with Workers(jobs, library=exercise.library, sandboxed=sandboxed) as workers:
        if any(one.submission.language.needs_octave for one in solutions) and (
            problem := sandbox.octave_problem(sandboxed=sandboxed)
        ):
            raise click.ClickException(f"{problem}. Nothing was verified.")
        with progress_bar(len(solutions), "grading") as bar:
            return verify(
                exercise,
                solutions,
                problems,
                workers,
                jobs,
                sandboxed,
                on_graded=lambda: bar.update(1),
            )
