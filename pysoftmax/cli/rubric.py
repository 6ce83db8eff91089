"""``pysoftmax rubric``: the default rubric, as a file to edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pysoftmax.cli.faults import faults_of_the_machine
from pysoftmax.cli.inferring import conventions_of, python_in
from pysoftmax.cli.options import exercise_option

if TYPE_CHECKING:
    from pysoftmax.exercise import Exercise

__all__ = ["command"]


@click.command("rubric")
@click.argument(
    "paths", metavar="[PATH]...", nargs=-1, type=click.Path(exists=True, path_type=Path)
)
@exercise_option
@click.option("--infer", is_flag=True, help="Write the conventions of the solutions in PATH.")
@click.option("--unsandboxed", is_flag=True, help="Run them without bubblewrap: not for strangers.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Write to this file (which must not exist yet) instead of to the terminal.",
)
def command(
    paths: tuple[Path, ...],
    exercise: Exercise,
    infer: bool,
    unsandboxed: bool,
    output: str | None,
) -> None:
    """Write the default rubric: items, points, tolerances, limits, and your course's conventions.

    Edit it and pass it to `pysoftmax grade --rubric FILE`. With --infer, write the conventions that
    most of some solutions share; each PATH is a folder of Python files. Comments give the evidence,
    and ask about what is undecided.
    """
    if infer != bool(paths):
        raise click.UsageError("--infer needs PATHs, and PATHs need --infer; give both or neither.")
    text = _inferred(paths, exercise, unsandboxed) if infer else exercise.default_rubric()
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        with open(output, "x", encoding="utf-8") as file:  # noqa: PTH123  "x" never overwrites
            file.write(text)
    except OSError as error:
        raise click.ClickException(f"{error}") from error
    click.echo(f"{output} written; grade by it with: pysoftmax grade PATH --rubric {output}")


def _inferred(paths: tuple[Path, ...], exercise: Exercise, unsandboxed: bool) -> str:
    """The table of the conventions that most of the solutions share."""
    from pysoftmax.grader import sandbox
    from pysoftmax.grader.examination import Examination
    from pysoftmax.grader.one_thread import keep_blas_to_one_thread
    from pysoftmax.grader.rubric import Rubric
    from pysoftmax.grader.workers import Workers

    keep_blas_to_one_thread()
    works, why = sandbox.status()
    if not works and not unsandboxed:
        raise click.ClickException(
            f"{why}.\nWithout a sandbox, run only code that you trust, with --unsandboxed."
        )
    examination = Examination(Rubric(exercise))
    submissions = [(path, python_in(path, exercise)) for path in paths]
    with (
        faults_of_the_machine(),
        Workers(1, library=exercise.library, sandboxed=not unsandboxed) as workers,
    ):
        found = [
            (path, conventions_of(submission, workers, examination))
            for path, submission in submissions
        ]
    default = exercise.conventions
    shared = max(
        (one for _, one in found),
        key=lambda one: sum(other.conventions == one.conventions for _, other in found),
    )
    lines = shared.lines(default)
    for path, one in found:
        if one.conventions != shared.conventions:
            others = [line for line in one.lines(default) if line and line not in lines]
            lines += [f"# {path} differs:", *(f"#   {line}" for line in others)]
    return "\n".join(lines) + "\n"
