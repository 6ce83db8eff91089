"""``pysoftmax gradescope``: an autograder for Gradescope."""

from __future__ import annotations

from pathlib import Path

import click

from pysoftmax.cli.autograders import (
    built_from,
    exercise_name_option,
    grades,
    rubric_argument,
)

__all__ = ["command"]


@click.group("gradescope")
def command() -> None:
    """Grade on Gradescope: build its autograder."""


@command.command("build")
@rubric_argument
@exercise_name_option
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("autograder.zip"),
    show_default=True,
    help="Where to write the archive.",
)
def build(rubric_file: Path | None, exercise: str, output: Path) -> None:
    """Write the autograder's archive, to be uploaded under Configure Autograder.

    It holds the rubric and the seed of the questions, which the archive keeps secret from students.
    """
    from pysoftmax.grader.autograders import gradescope

    gradescope.build(built_from(rubric_file, exercise), output)
    click.echo(f"{output} written; upload it to Gradescope: Configure Autograder")


@command.command("run")
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path))
def run(root: Path) -> None:
    """Grade ROOT/submission into ROOT/results/results.json; run_autograder calls this."""
    from pysoftmax.grader.autograders import gradescope

    with grades():
        gradescope.run(root)
