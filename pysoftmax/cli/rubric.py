"""``pysoftmax rubric``: the default rubric, as a file to edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pysoftmax.cli.options import exercise_option

if TYPE_CHECKING:
    from pysoftmax.exercise import Exercise

__all__ = ["command"]


@click.command("rubric")
@exercise_option
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Write to this file (which must not exist yet) instead of to the terminal.",
)
def command(exercise: Exercise, output: str | None) -> None:
    """Write the default rubric: items, points, tolerances, limits, and your course's conventions.

    Edit it and pass it to `pysoftmax grade --rubric FILE`.
    """
    if output is None:
        click.echo(exercise.default_rubric(), nl=False)
        return
    try:
        with open(output, "x", encoding="utf-8") as file:  # noqa: PTH123  "x" never overwrites
            file.write(exercise.default_rubric())
    except OSError as error:
        raise click.ClickException(f"{error}") from error
    click.echo(f"{output} written; grade by it with: pysoftmax grade PATH --rubric {output}")
