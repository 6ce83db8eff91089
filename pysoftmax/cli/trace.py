"""``pysoftmax trace``: where a .m file and a Python function diverge."""

from __future__ import annotations

import sys
from pathlib import Path

import click

__all__ = ["command"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("trace")
@click.argument("m_file", type=FILE)
@click.argument("function", metavar="MODULE:FUNCTION")
@click.option("--case", "case", type=FILE, required=True, help="A case that a failing test saved.")
@click.option("--nargout", type=click.IntRange(min=0), default=1, show_default=True)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="OCTAVE=PYTHON",
    help="A variable with a different name in Python; may be repeated.",
)
def command(m_file: Path, function: str, case: Path, nargout: int, names: tuple[str, ...]) -> None:
    """Find the first assignment in which Python differs from Octave.

    Runs the saved case once on both sides and compares the local variables of the same name in
    the order in which they are assigned.
    """
    from functools import partial
    from importlib import import_module

    from pysoftmax.octave import OctaveError, OctaveSession
    from pysoftmax.testing.frozen import thaw
    from pysoftmax.testing.trace import trace

    module, _, name = function.partition(":")
    pairs = dict(pair.partition("=")[::2] for pair in names)
    sys.path.insert(0, str(Path.cwd()))
    try:
        called = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise click.BadParameter(
            f"{function} cannot be imported ({error}); expected MODULE:FUNCTION"
        ) from error
    try:
        arguments = thaw(case.read_bytes())
        values, keywords = arguments.for_python()
    except (ValueError, AttributeError) as error:
        raise click.BadParameter(f"{case} is not a saved case ({error})") from error
    try:
        with OctaveSession() as session:
            run = partial(called, *values, **keywords)
            click.echo(
                trace(session, m_file.resolve(), arguments.for_octave(), run, nargout, pairs)
            )
    except OctaveError as error:
        raise click.ClickException(str(error)) from error
