"""What the commands for platforms' autograders share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pysoftmax.cli.options import DEFAULT

if TYPE_CHECKING:
    from pysoftmax.grader.autograders import Parts

__all__ = ["grades", "of_parts"]

_rubric_argument = click.argument(
    "rubric_file",
    metavar="[RUBRIC.toml]",
    required=False,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
_exercise_option = click.option(
    "--exercise",
    metavar="NAME|DIR",
    default=DEFAULT,
    show_default=True,
    help="Which exercise: one that comes with pysoftmax, or the folder of your own.",
)


def of_parts(build: Callable[..., None]) -> Callable[..., None]:
    """Decorate a command that builds an autograder: add the options of its rubric and exercise.

    The command gets the `Parts` that they name as its first argument; it ends with a line if they
    cannot be used.
    """

    @_rubric_argument
    @_exercise_option
    @wraps(build)
    def command(rubric_file: Path | None, exercise: str, **options: Any) -> None:
        from pysoftmax.grader.autograders import parts_of

        try:
            parts: Parts = parts_of(rubric_file, exercise)
        except (OSError, ValueError) as error:
            raise click.ClickException(str(error)) from error
        build(parts, **options)

    return command


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
