"""``pysoftmax gradescope``: an autograder for Gradescope."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pysoftmax.cli.autograders import grades, of_parts

if TYPE_CHECKING:
    from pysoftmax.grader.autograders import Parts

__all__ = ["command"]


@click.group("gradescope")
def command() -> None:
    """Grade on Gradescope: build its autograder."""


@command.command("build")
@of_parts
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("autograder.zip"),
    show_default=True,
    help="Where to write the archive.",
)
def build(parts: Parts, output: Path) -> None:
    """Write the autograder's archive, to be uploaded under Configure Autograder.

    It holds the rubric and the seed of the questions, which the archive keeps secret from students.
    """
    from pysoftmax.grader.autograders import gradescope

    gradescope.build(parts, output)
    click.echo(f"{output} written; upload it to Gradescope: Configure Autograder")


@command.command("run")
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path))
def run(root: Path) -> None:
    """Grade ROOT/submission into ROOT/results/results.json; run_autograder calls this."""
    from pysoftmax.grader.autograders import gradescope

    with grades():
        gradescope.run(root)
