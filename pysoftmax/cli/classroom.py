"""``pysoftmax classroom``: a workflow for GitHub Classroom."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pysoftmax.cli.autograders import grades, of_parts

if TYPE_CHECKING:
    from pysoftmax.grader.autograders import Parts

__all__ = ["command"]


@click.group("classroom")
def command() -> None:
    """Grade on GitHub Classroom: write its workflow."""


@command.command("build")
@of_parts
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The assignment's template repository.",
)
def build(parts: Parts, output: Path) -> None:
    """Write the workflow, and the rubric that it grades by, into a template repository.

    Students can read both in their repositories, and what is asked of them: grade hidden items with
    `pysoftmax grade`.
    """
    from pysoftmax.grader.autograders import classroom

    try:
        written = classroom.build(parts, output)
    except OSError as error:
        raise click.ClickException(str(error)) from error
    for path in written:
        click.echo(f"{path} written")


@command.command("check")
@click.argument(
    "directory",
    metavar="[DIR]",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
def check(directory: Path) -> None:
    """Check the solution in DIR as `pysoftmax check` does, and report its points to GitHub.

    They go to the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name. Exit status 0, whatever
    the points: the reporter's step fails if a test did.
    """
    from pysoftmax.cli.check import Printer
    from pysoftmax.grader.autograders import classroom, grade_one, rubric_in
    from pysoftmax.grader.reports.view import for_students

    with grades():
        rubric = rubric_in(directory / classroom.PARTS)
        result = grade_one(directory, rubric)
    shown = for_students(result)
    if shown.problem:
        click.echo(f"could not be graded: {shown.problem}")
    Printer(rubric.exercise, directory, tell=True).show(shown)
    _append("GITHUB_OUTPUT", classroom.output_line(result))
    _append("GITHUB_STEP_SUMMARY", "\n".join(classroom.summary_lines(shown)) + "\n")


def _append(variable: str, text: str) -> None:
    """Add to the file that a variable of GitHub's names; elsewhere there is none."""
    if path := os.environ.get(variable):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)
