"""``pysoftmax exercise``: the whole exercise, step by step."""

from __future__ import annotations

from pathlib import Path

import click

from pysoftmax.octave_random import LARGEST_SEED

__all__ = ["command"]


@click.command("exercise")
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with MNIST's four IDX files, plain or .gz. Default: MNIST if"
    " pysoftmax data fetch mnist has downloaded it, else the embedded digits.",
)
@click.option("--digits", is_flag=True, help="The embedded digits, even if MNIST is there.")
@click.option(
    "--seed",
    type=click.IntRange(0, LARGEST_SEED),
    default=0,
    show_default=True,
    help='Of the random start: the numbers Octave draws after randn("twister", SEED).',
)
def command(data: Path | None, digits: bool, seed: int) -> None:
    """Run the exercise on the embedded 8x8 digits, or on MNIST."""
    from pysoftmax.softmaxExercise import softmaxExercise

    if data and digits:
        raise click.UsageError("--data and --digits exclude each other; give one of them.")
    if not (data or digits):
        data = _fetched()
    try:
        softmaxExercise(data, seed=seed)
    except BrokenPipeError:  # whoever read the output has had enough: not an error of the data
        raise
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error


def _fetched() -> Path | None:
    """The folder of MNIST if all of it has been downloaded; says so."""
    from pysoftmax.datasets import fetched_mnist, find_mnist

    place = fetched_mnist()
    try:
        if place is None or not find_mnist(place):
            return None
    except FileNotFoundError:
        return None
    click.echo(f"Using MNIST from {place} (--digits: the embedded digits)")
    return place
