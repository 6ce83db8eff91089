"""What the commands that run solutions say if the machine lets them run none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

__all__ = ["faults_of_the_machine"]


@contextmanager
def faults_of_the_machine() -> Iterator[None]:
    """Turn a fault of the machine into one line and exit status 1.

    Raises
    ------
    click.ClickException
        If the grader's own processes do not start or end, a disk is full, memory is short.
    """
    from pysoftmax.grader.surroundings import SurroundingsError, is_of_the_machine
    from pysoftmax.grader.workers.process import ZygoteError

    try:
        yield
    except ZygoteError as error:
        raise click.ClickException(f"solutions cannot be run here: {error}. {_ADVICE}") from error
    except (SurroundingsError, OSError) as error:
        if not is_of_the_machine(error):
            raise
        raise click.ClickException(f"{error}. {_ADVICE}") from error


_ADVICE = "`pysoftmax doctor` shows what works on this machine."
