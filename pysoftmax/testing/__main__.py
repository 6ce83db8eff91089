"""``python -m pysoftmax.testing record``: recordings made in MATLAB, without Python there."""

from __future__ import annotations

import sys
from pathlib import Path

import click

__all__ = ["main"]


@click.group()
def main() -> None:
    """Record the answers of a program other than a live Octave."""


@main.command()
@click.option("--with", "program", type=click.Choice(["matlab"]), help="Write cases for MATLAB.")
@click.option("--from", "answered", is_flag=True, help="Make recordings of the answers in DIR.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.argument("tests", nargs=-1)
def record(program: str | None, answered: bool, folder: Path, tests: tuple[str, ...]) -> None:
    """Write the cases of TESTS into DIR, or read the answers from it.

    With --with matlab, DIR then contains all that record.m needs in MATLAB (or Octave), which needs
    neither Python nor a toolbox. With --from, recordings are made of the answers.
    """
    if (program is None) == (not answered):
        raise click.UsageError("expected either --with matlab or --from")
    if answered:
        from pysoftmax.testing.elsewhere import collect

        try:
            for path in collect(folder):
                click.echo(f"wrote {path}")
        except (FileNotFoundError, ValueError) as error:
            raise click.ClickException(str(error)) from error
        return
    import pytest

    status = pytest.main([f"--pysoftmax-octave-export={folder.resolve()}", *tests])
    if status == 0:
        click.echo(f"Run record.m in {folder} with MATLAB or Octave, then: record --from {folder}")
    sys.exit(status)


if __name__ == "__main__":
    main(prog_name="python -m pysoftmax.testing")
