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
@click.option(
    "--report",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a page about the run (index.html), its figures and the model to this folder.",
)
@click.pass_context
def command(
    ctx: click.Context, data: Path | None, digits: bool, seed: int, report: Path | None
) -> None:
    """Run the exercise on the embedded 8x8 digits, or on MNIST.

    Ctrl-C ends the training; the model so far is then tested, and the exit status is 130.
    """
    from pysoftmax.softmaxExercise import run_exercise

    if data and digits:
        raise click.UsageError("--data and --digits exclude each other; give one of them.")
    if report:
        _require_what_the_report_needs()
    if not (data or digits):
        data = _fetched()
    try:
        run = run_exercise(data, seed=seed)
        if report:
            from pysoftmax.report import write_report

            source = ["--data", str(data)] if data else ["--digits"]
            repeat = ["pysoftmax", "exercise", *source, "--seed", str(seed)]
            page = write_report(run, report, [*repeat, "--report", str(report)])
            click.echo(f"Report: {page}")
    except BrokenPipeError:  # the reader has closed the pipe: not an error of the data
        raise
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if run.interrupted:
        ctx.exit(130)  # as shells report Ctrl-C


def _require_what_the_report_needs() -> None:
    """Fail before the run, not after it."""
    from importlib.util import find_spec

    if missing := [name for name in ("matplotlib", "jinja2") if find_spec(name) is None]:
        raise click.ClickException(
            f"--report needs {' and '.join(missing)}; run: pip install 'pysoftmax[plot]'"
        )


def _fetched() -> Path | None:
    """Return the folder of MNIST if all of it has been downloaded, and say so."""
    from pysoftmax.datasets import fetched_mnist, find_mnist

    place = fetched_mnist()
    try:
        if place is None or not find_mnist(place):
            return None
    except FileNotFoundError:
        return None
    click.echo(f"Using MNIST from {place} (--digits: the embedded digits)")
    return place
