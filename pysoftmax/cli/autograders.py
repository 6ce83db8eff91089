"""What the commands for platforms' autograders share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pysoftmax.cli.options import DEFAULT

if TYPE_CHECKING:
    from pysoftmax.grader.autograders import Parts

__all__ = ["built_from", "exercise_name_option", "grades", "rubric_argument"]

rubric_argument = click.argument(
    "rubric_file",
    metavar="[RUBRIC.toml]",
    required=False,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
exercise_name_option = click.option(
    "--exercise",
    metavar="NAME|DIR",
    default=DEFAULT,
    show_default=True,
    help="Which exercise: one that comes with pysoftmax, or the folder of your own.",
)


def built_from(rubric_file: Path | None, exercise: str) -> Parts:
    """Return the parts of an autograder, or end the command with what is wrong with them."""
    from pysoftmax.grader.autograders import parts_of

    try:
        return parts_of(rubric_file, exercise)
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def grades() -> Iterator[None]:
    """Grade one submission; an error of the machine ends the command with a line."""
    from pysoftmax.grader.one_thread import keep_blas_to_one_thread
    from pysoftmax.grader.submission import SurroundingsError

    keep_blas_to_one_thread()
    try:
        yield
    except (SurroundingsError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
