"""``pysoftmax rubric``: the default rubric, to be changed."""

from __future__ import annotations

import click

from pysoftmax.grader.rubric import default_toml

__all__ = ["command"]


@click.command("rubric")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Write to this file (which must not exist yet) instead of to the terminal.",
)
def command(output: str | None) -> None:
    """Write the default rubric: items, points, tolerances, limits, and your course's conventions.

    Change what you like and hand it to `pysoftmax grade --rubric FILE`.
    """
    if output is None:
        click.echo(default_toml(), nl=False)
        return
    try:
        with open(output, "x", encoding="utf-8") as file:  # noqa: PTH123  "x" never overwrites
            file.write(default_toml())
    except OSError as error:
        raise click.ClickException(f"{error}") from error
    click.echo(f"{output} written; grade by it with: pysoftmax grade PATH --rubric {output}")
