"""``pysoftmax new-exercise``: the folder of your own exercise, with an example in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

__all__ = ["command"]


@click.command("new-exercise")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def command(directory: Path) -> None:
    """Write the folder of an exercise of your own, with a short example to change.

    DIR must be new or empty.
    """
    from pysoftmax.exercise.folder import TEMPLATE

    if directory.exists() and not (directory.is_dir() and not any(directory.iterdir())):
        raise click.ClickException(
            f"{directory} is not an empty folder; nothing was written. Name a new one."
        )
    try:
        for source in sorted(TEMPLATE.rglob("*")):
            if source.is_file() and "__pycache__" not in source.parts:
                target = directory / source.relative_to(TEMPLATE)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
    except OSError as error:
        raise click.ClickException(f"{directory} cannot be written: {error}") from error
    click.echo(f"{directory} holds an exercise. Change {directory / 'exercise.py'}, then:")
    click.echo(f"  pysoftmax verify {directory}")
