"""``pysoftmax parity``: Python and Octave side by side."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pysoftmax.cli.options import exercise_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pysoftmax.comparison.case import Implementation
    from pysoftmax.comparison.in_octave import InOctave
    from pysoftmax.comparison.in_process import InProcess
    from pysoftmax.exercise import Exercise
    from pysoftmax.parity.report import Replay
    from pysoftmax.parity.run import FunctionParity

__all__ = ["command"]

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("parity")
@exercise_option
@click.option(
    "--octave-dir",
    type=FOLDER,
    help="A folder of .m files named as in the exercise, with the genuine minFunc in minFunc/ if "
    "you have it. Default: the reference that comes with pysoftmax.",
)
@click.option(
    "--python-dir",
    type=FOLDER,
    help="A folder of .py files named as in the exercise. Default: pysoftmax itself.",
)
@click.option("--cases", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the result to FILE.html or FILE.json.",
)
@click.option(
    "--save",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("parity-worst"),
    show_default=True,
    help="Where the worst case of each function is saved, as .npz and .mat.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=30,
    show_default=True,
    help="Seconds that a call of Octave may take. Python functions run in this process, without a "
    "time limit.",
)
def command(
    exercise: Exercise,
    octave_dir: Path | None,
    python_dir: Path | None,
    cases: int,
    seed: int,
    report: Path | None,
    save: Path,
    timeout: float,
) -> None:
    """Compare a Python implementation with an Octave one, on generated cases of every function.

    CASES are generated for each function that both sides have. Ends with status 1 when they
    disagree anywhere, or when nothing could be compared.
    """
    from pysoftmax.octave import OctaveNotFoundError, OctaveSession
    from pysoftmax.parity.octave_folder import in_octave
    from pysoftmax.parity.python_folder import of_folder

    if report is not None and report.suffix not in (".html", ".json"):
        raise click.BadParameter(f"{report} ends in neither .html nor .json", param_hint="--report")
    _require_folder("--save", next(p for p in (save, *save.absolute().parents) if p.exists()))
    if report is not None:
        _require_folder("--report", report.parent)
    directory = octave_dir or exercise.octave_folder
    if directory is None:
        raise click.ClickException(
            f"{exercise.title} has no Octave files; name a folder of them with --octave-dir"
        )
    directory = directory.resolve()
    try:
        implementation = of_folder(exercise, python_dir) if python_dir else exercise.reference()
        with OctaveSession(timeout) as session:
            oracle = in_octave(exercise, session, directory)
            trusted = exercise.reference() if octave_dir or python_dir else None
            for note in exercise.octave_notes(directory):
                click.echo(f"note: {note}")
            parities = _compare(exercise, implementation, oracle, cases, seed, trusted)
    except (ImportError, OctaveNotFoundError) as error:
        raise click.ClickException(str(error)) from error
    replays = _save_worst(exercise, parities, save, (directory, *oracle.extras), python_dir)
    _tell(exercise, parities, replays)
    if report is not None:
        about = {"python": implementation.name, "octave": str(directory), "seed": seed}
        _write(report, parities, replays, about)
    if not any(p.cases for p in parities):
        raise click.ClickException("nothing was compared: no function exists on both sides")
    sys.exit(1 if any(p.disagreed for p in parities) else 0)


def _require_folder(option: str, place: Path) -> None:
    """Better said before the run than after it."""
    if not place.is_dir() or not os.access(place, os.W_OK):
        raise click.BadParameter(f"there is no folder {place} to write to", param_hint=option)


def _compare(
    exercise: Exercise,
    implementation: InProcess,
    oracle: InOctave,
    cases: int,
    seed: int,
    trusted: InProcess | None,
) -> list[FunctionParity]:
    """Every function that both sides have, with a progress bar."""
    from pysoftmax.parity.run import compare_function, not_given, planned_cases

    shared = _shared(exercise, implementation, oracle)
    sides: dict[str, Implementation] = {"Octave": oracle, "Python": implementation}
    missing = {
        f: {key: name for name, side in sides.items() for key in not_given(exercise, f, side)}
        for f in shared
    }
    planned = {f: list(planned_cases(exercise, f, cases, seed, without=missing[f])) for f in shared}
    total = sum(map(len, planned.values()))
    parities = []
    with click.progressbar(length=total, label="comparing", file=sys.stderr) as bar:
        for function, asked in planned.items():
            parity = compare_function(
                implementation, oracle, asked, function, exercise, trusted, bar.update
            )
            parity.not_given = missing[function]
            parities.append(parity)
    return parities


def _shared(exercise: Exercise, implementation: InProcess, oracle: InOctave) -> list[str]:
    """The functions that both sides have; of the others it is said why they are not compared."""
    shared = []
    for function in exercise.compared:
        lacking = [side.name for side in (implementation, oracle) if not side.has(function)]
        ours = set(exercise.octave_extras.values())
        if function in implementation.left_out:
            click.echo(f"not compared: {function}, since {implementation.left_out[function]}")
        elif lacking:
            click.echo(f"not compared: {function}, which {' and '.join(lacking)} lacks")
        elif oracle.directory != exercise.octave_folder and oracle.borrows(function, ours):
            click.echo(
                f"not compared: {function}, which {oracle.name} lacks; its files call the one that "
                "comes with pysoftmax"
            )
        else:
            shared.append(function)
    return shared


def _save_worst(
    exercise: Exercise,
    parities: Sequence[FunctionParity],
    save: Path,
    octave_folders: Sequence[Path],
    python_folder: Path | None,
) -> dict[str, Replay]:
    from pysoftmax.parity.report import Replay
    from pysoftmax.parity.saved import save_case

    return {
        p.function: Replay(
            *save_case(exercise, p.closest.case, save / p.function, octave_folders, python_folder)
        )
        for p in parities
        if p.closest is not None
    }


def _tell(
    exercise: Exercise, parities: Sequence[FunctionParity], replays: dict[str, Replay]
) -> None:
    """The table, what is wrong, what is known, and how to see the worst cases again."""
    from pysoftmax.parity.report import as_table

    click.echo("\n".join(as_table(parities)))
    for p in parities:
        click.echo(f"\n{p.function}")
        for name, why in p.tolerances.items():
            click.echo(f"  tolerance {name}: {why}")
        if p.undecided:
            click.echo(f"  {p.undecided} undecided: the difference is within rounding error")
        if p.not_asked:
            click.echo(f"  {p.not_asked} skipped: the function hung or crashed Octave too often")
        for output, side in p.not_given.items():
            click.echo(f"  not compared: {output}, which {side} does not return")
        for known in exercise.excuses:
            if p.deviations[known.name]:
                click.echo(
                    f"  {p.deviations[known.name]} known differences, {known.name}: {known.why}"
                )
            if p.not_possible[known.name]:
                click.echo(
                    f"  {p.not_possible[known.name]} not compared, {known.name}: {known.why}"
                )
        for disagreement in p.disagreements[:3]:
            click.secho(f"  DISAGREE {disagreement.verdict}", fg="red")
        if p.function in replays:
            click.echo(f"  {'first disagreement' if p.disagreed else 'worst case'} again:")
            click.echo(f"    {replays[p.function].python}\n    {replays[p.function].octave}")


def _write(
    report: Path, parities: Sequence[FunctionParity], replays: dict[str, Replay], about: Any
) -> None:
    from pysoftmax.parity.report import as_html, as_json

    render = as_html if report.suffix == ".html" else as_json
    report.write_text(render(parities, replays, about), encoding="utf-8")
    click.echo(f"\nwrote {report}")
