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
    help="A folder with MNIST's four IDX files, plain or .gz. Default: the embedded digits.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, LARGEST_SEED),
    default=0,
    show_default=True,
    help='Of the random start: the numbers Octave draws after randn("twister", SEED).',
)
def command(data: Path | None, seed: int) -> None:
    """Run the exercise on the embedded 8x8 digits, or on MNIST."""
    from pysoftmax.softmaxExercise import softmaxExercise

    try:
        softmaxExercise(data, seed=seed)
    except BrokenPipeError:  # whoever read the output has had enough: not an error of the data
        raise
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
