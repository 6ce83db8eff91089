"""``pysoftmax prairielearn``: an external grader for PrairieLearn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pysoftmax.cli.autograders import grades, of_parts
from pysoftmax.languages import LANGUAGES

if TYPE_CHECKING:
    from pysoftmax.grader.autograders import Parts

__all__ = ["command"]


@click.group("prairielearn")
def command() -> None:
    """Grade on PrairieLearn: build a question with an external grader."""


@command.command("build")
@of_parts
@click.option(
    "--language",
    type=click.Choice(tuple(LANGUAGES)),
    default="python",
    show_default=True,
    help="Whose files students upload.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The question's folder, which must not exist yet.",
)
def build(parts: Parts, language: str, output: Path) -> None:
    """Write a question's folder: info.json, question.html, tests/ and a Dockerfile."""
    from pysoftmax.grader.autograders import prairielearn

    if output.exists():
        raise click.ClickException(f"{output} exists; expected the path of a new folder")
    prairielearn.build(parts, output, LANGUAGES[language])
    click.echo(
        f"{output} written; build the image of its Dockerfile and name it in {output / 'info.json'}"
    )


@command.command("run")
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path))
def run(root: Path) -> None:
    """Grade ROOT/student into ROOT/results/results.json; the question's run.sh calls this."""
    from pysoftmax.grader.autograders import prairielearn

    with grades():
        prairielearn.run(root)
