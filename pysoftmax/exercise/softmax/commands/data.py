"""``pysoftmax data``: the data sets that do not come with the package."""

from __future__ import annotations

import sys
from pathlib import Path

import click

__all__ = ["command"]


@click.group("data")
def command() -> None:
    """Download the data that the exercise uses."""


@command.command("fetch")
@click.argument("name", metavar="mnist", type=click.Choice(["mnist"]))
@click.option(
    "--to",
    "directory",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to put the files. Default: a folder where pysoftmax exercise finds them.",
)
def fetch(name: str, directory: Path | None) -> None:
    """Download MNIST's four files (11 MB), and check them.

    Files that are already there are kept, so repeat the command if it is interrupted.
    """
    from importlib.util import find_spec

    from pysoftmax.datasets import download_mnist, fetched_mnist

    place = directory or fetched_mnist()
    if place is None or find_spec("pooch") is None:
        raise click.ClickException("pooch is not installed; run: pip install 'pysoftmax[data]'")
    try:
        download_mnist(place, progress=_draw if sys.stderr.isatty() else None)
    except OSError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"MNIST is in {place}. Next:")
    click.echo("  pysoftmax exercise" + (f" --data {directory}" if directory else ""))


def _draw(name: str, received: int, total: int) -> None:
    """Draw a bar of how much of a file has arrived, over the line of the bar before."""
    width = 30
    bar = "#" * (width * received // total if total else 0)
    amount = (
        f"{received / 1e6:.1f} of {total / 1e6:.1f} MB" if total else f"{received / 1e6:.1f} MB"
    )
    end = "\n" if received == total else ""
    click.echo(f"\r{name:<27} [{bar:<{width}}] {amount}{end}", err=True, nl=False)
