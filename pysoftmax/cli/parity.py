"""``pysoftmax parity``: Python and Octave side by side."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from pysoftmax.cli.options import exercise_option
from pysoftmax.words import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pysoftmax.comparison.case import Implementation
    from pysoftmax.comparison.in_octave import InOctave
    from pysoftmax.comparison.in_process import InProcess
    from pysoftmax.exercise import Exercise
    from pysoftmax.parity.report import About, Replay, Report
    from pysoftmax.parity.run import FunctionParity

    Compare = Callable[[str, Collection[str], Callable[[int], None]], FunctionParity]
    """Compares a function, without some claims, and tells how many cases more are done."""

__all__ = ["command"]

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("parity")
@exercise_option
@click.option(
    "--functions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="TABLE.toml",
    help="Compare functions of your own instead, as this table says (docs/testing-your-own.md).",
)
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
@click.option(
    "--only", multiple=True, metavar="NAME", help="Compare this function only; repeatable."
)
@click.option("--cases", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the result to FILE.html, FILE.json or FILE.xml (JUnit).",
)
@click.option(
    "--save",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("parity-worst"),
    show_default=True,
    help="Where the smallest and the worst case of each disagreement are saved, as .npz and .mat.",
)
@click.option(
    "--history",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="With --functions: append a line for this run to FILE, and show what has changed.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="With --functions: how many processes test at a time, each with an Octave.",
)
@click.option(
    "--cluster",
    metavar="tcp://HOST:PORT|local:N",
    help="Compare on the workers of a Dask scheduler, or on N workers here (docs/cluster.md).",
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
    functions: Path | None,
    octave_dir: Path | None,
    python_dir: Path | None,
    only: tuple[str, ...],
    cases: int,
    seed: int,
    report: Path | None,
    save: Path,
    history: Path | None,
    jobs: int,
    cluster: str | None,
    timeout: float,
) -> None:
    """Compare a Python implementation with an Octave one, on generated cases of every function.

    CASES are generated for each function that both sides have. Ends with status 1 when they
    disagree anywhere, or when nothing could be compared.
    """
    _require_one_kind(functions is not None)
    if functions is not None:
        sys.exit(_of_functions(functions, only, report, history, jobs, timeout))
    from pysoftmax.octave import OctaveNotFoundError, OctaveSession
    from pysoftmax.parity.octave_folder import in_octave
    from pysoftmax.parity.python_folder import of_folder
    from pysoftmax.parity.report import Report

    _require_names(only, exercise)
    _require_places(report, save)
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
            sides = _Sides(exercise, implementation, oracle, trusted, python_dir, seed, timeout)
            left_out = sides.left_out(only)
            about = _about(sides, cases, only, str(session.call("OCTAVE_VERSION")), left_out)
            for note in about.notes:
                click.echo(f"note: {note}")
            for name, why in left_out.items():
                click.echo(f"not compared: {name}, {why}")
            compared = [f for f in sides.asked(only) if f not in left_out]
            parities = sides.compare(compared, cases, cluster)
            replays = {p.function: sides.save(p, save) for p in parities}
    except (ImportError, OctaveNotFoundError) as error:
        raise click.ClickException(str(error)) from error
    reasons = {known.name: known.why for known in exercise.excuses}
    whole = Report(about, parities, replays, reasons)
    _tell(whole)
    if report is not None:
        _write(report, whole)
    if not any(p.cases for p in parities):
        raise click.ClickException("nothing was compared: no function exists on both sides")
    sys.exit(1 if any(p.disagreed for p in parities) else 0)


FOR_FUNCTIONS = {"history", "jobs"}
FOR_AN_EXERCISE = {"exercise", "octave_dir", "python_dir", "cases", "seed", "save", "cluster"}


def _require_one_kind(functions: bool) -> None:
    """Reject options that have no effect."""
    context = click.get_current_context()
    needless = FOR_AN_EXERCISE if functions else FOR_FUNCTIONS
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if parameter.name in needless and source is ParameterSource.COMMANDLINE:
            where = "without" if functions else "with"
            raise click.UsageError(f"{parameter.opts[0]} is for a run {where} --functions")


def _of_functions(
    table: Path,
    only: Sequence[str],
    report: Path | None,
    history: Path | None,
    jobs: int,
    timeout: float,
) -> int:
    """Test the functions of a table with pytest; return the exit status."""
    from importlib.util import find_spec

    try:
        import pytest

        from pysoftmax.testing.functions.table import FunctionTableError, Table
    except ImportError as error:
        raise click.ClickException(
            f"--functions needs {error.name}, which is not installed: "
            "pip install 'pysoftmax[testing]'"
        ) from error
    try:
        content = Table.read(table)
    except FunctionTableError as error:
        raise click.ClickException(str(error)) from error
    for name in only:
        if name not in content.m_files:
            raise click.BadParameter(
                f"NAME is {name!r}; expected one of {', '.join(content.m_files)}",
                param_hint="--only",
            )
    arguments = [
        str(table),
        *map(str, content.tests),
        "-q",
        f"--pysoftmax-octave-timeout={timeout}",
    ]
    arguments += [f"--pysoftmax-only={name}" for name in only]
    arguments += [f"--pysoftmax-report={report}"] * (report is not None)
    arguments += [f"--pysoftmax-history={history}"] * (history is not None)
    if jobs > 1:
        if find_spec("xdist") is None:
            raise click.ClickException(
                "--jobs needs pytest-xdist, which is not installed: pip install pytest-xdist"
            )
        arguments += ["-n", str(jobs)]
    return int(pytest.main(arguments))


def _require_names(only: Sequence[str], exercise: Exercise) -> None:
    for name in only:
        if name not in exercise.compared:
            raise click.BadParameter(
                f"NAME is {name!r}; expected one of {', '.join(exercise.compared)}",
                param_hint="--only",
            )


def _require_places(report: Path | None, save: Path) -> None:
    """Check before the run that its results can be written after it."""
    if report is not None and report.suffix not in (".html", ".json", ".xml"):
        raise click.BadParameter(
            f"FILE is {str(report)!r}; expected a name that ends in .html, .json or .xml",
            param_hint="--report",
        )
    _require_folder("--save", next(p for p in (save, *save.absolute().parents) if p.exists()))
    if report is None:
        return
    _require_folder("--report", report.parent)
    if report.suffix == ".html":
        from pysoftmax.pages import environment

        try:
            environment("pysoftmax.parity")
        except ImportError as error:
            raise click.ClickException(str(error)) from error


def _require_folder(option: str, place: Path) -> None:
    if not place.is_dir() or not os.access(place, os.W_OK):
        raise click.BadParameter(f"there is no folder {place} to write to", param_hint=option)


@dataclass(frozen=True)
class _Sides:
    """The two sides of a run, and the reference that knows which of them is wrong."""

    exercise: Exercise
    python: InProcess
    octave: InOctave
    trusted: InProcess | None
    python_dir: Path | None
    seed: int
    timeout: float

    def asked(self, only: Sequence[str]) -> list[str]:
        """The functions to compare."""
        return [name for name in self.exercise.compared if not only or name in only]

    def left_out(self, only: Sequence[str]) -> dict[str, str]:
        """The functions that cannot be compared, and why."""
        lent = set(self.exercise.octave_extras.values())
        foreign = self.octave.directory != self.exercise.octave_folder
        reasons = {}
        for name in self.asked(only):
            lacking = [side.name for side in (self.python, self.octave) if not side.has(name)]
            if name in self.python.left_out:
                reasons[name] = f"since {self.python.left_out[name]}"
            elif lacking:
                reasons[name] = f"which {' and '.join(lacking)} lacks"
            elif foreign and self.octave.borrows(name, lent):
                reasons[name] = (
                    f"which {self.octave.name} lacks; its files call the one that comes with "
                    "pysoftmax"
                )
        return reasons

    def compare(
        self, functions: Sequence[str], cases: int, cluster: str | None
    ) -> list[FunctionParity]:
        """Ask both sides, with a progress bar; then make the disagreements smaller."""
        from pysoftmax.parity.run import not_given, numbered_cases

        sides: dict[str, Implementation] = {"Octave": self.octave, "Python": self.python}
        missing = {
            f: {key: n for n, side in sides.items() for key in not_given(self.exercise, f, side)}
            for f in functions
        }
        total = sum(len(numbered_cases(self.exercise, f, cases, missing[f])) for f in functions)
        parities = []
        with (
            self._comparing(cases, cluster) as compare,
            click.progressbar(length=total, label="comparing", file=sys.stderr) as bar,
        ):
            for function in functions:
                parity = compare(function, missing[function], bar.update)
                parity.not_given = missing[function]
                self._make_smaller(parity)
                parities.append(parity)
        return parities

    @contextmanager
    def _comparing(self, cases: int, cluster: str | None) -> Iterator[Compare]:
        """How a function is compared: in this process, or by the workers of a cluster."""
        from pysoftmax.parity.run import compare_function, planned_cases

        exercise, seed = self.exercise, self.seed
        if cluster is None:
            yield lambda function, without, advance: compare_function(
                self.python,
                self.octave,
                planned_cases(exercise, function, cases, seed, without),
                function,
                exercise,
                self.trusted,
                advance,
            )
            return
        from pysoftmax.grader.cluster import Cluster
        from pysoftmax.grader.run import KillsWorkersError
        from pysoftmax.grader.surroundings import SurroundingsError
        from pysoftmax.parity.remote import Instructions, WorkerDiffersError, differences, spread

        name = str(exercise.folder or exercise.key)
        trusted = self.trusted is not None
        folder = self.octave.directory
        instructions = Instructions.of(name, folder, self.python_dir, trusted, self.timeout)
        try:
            joined = Cluster(cluster)
        except (SurroundingsError, ValueError) as error:
            raise click.ClickException(str(error)) from error
        try:
            with joined as workers:
                workers.check(differences, instructions)
                executor, count = workers.executor(), workers.threads
                yield lambda function, without, advance: spread(
                    exercise, function, cases, seed, without, instructions, executor, count, advance
                )
        except KillsWorkersError as error:
            raise click.ClickException("each worker that compared some cases was ended") from error
        except (SurroundingsError, WorkerDiffersError) as error:
            raise click.ClickException(str(error)) from error

    def _make_smaller(self, parity: FunctionParity) -> None:
        from pysoftmax.parity.causes import made_smaller
        from pysoftmax.parity.report import MOST_CAUSES
        from pysoftmax.parity.run import compare_cases

        for cause in parity.by_count[:MOST_CAUSES]:
            cause.smallest = made_smaller(
                cause,
                self.seed,
                lambda planned: compare_cases(
                    self.python, self.octave, planned, self.exercise, self.trusted
                ),
            )

    def save(self, parity: FunctionParity, place: Path) -> list[Replay]:
        """Save the smallest and the worst case of each cause, or the worst that agrees."""
        from pysoftmax.parity.report import MOST_CAUSES, Replay
        from pysoftmax.parity.saved import save_case

        named = []
        for number, cause in enumerate(parity.by_count[:MOST_CAUSES], 1):
            stem = parity.function if number == 1 else f"{parity.function}-{number}"
            named.append((stem, "the smallest disagreement", cause.smallest))
            if cause.worst.case is not cause.smallest.case:
                named.append((f"{stem}-worst", "the worst disagreement", cause.worst))
        if not named and parity.closest is not None:
            named.append((parity.function, "the worst case that agrees", parity.closest))
        folders = (self.octave.directory, *self.octave.extras)
        return [
            Replay(
                title,
                *save_case(self.exercise, compared.case, place / stem, folders, self.python_dir),
            )
            for stem, title, compared in named
        ]


def _about(
    sides: _Sides, cases: int, only: Sequence[str], octave: str, left_out: dict[str, str]
) -> About:
    import platform
    from datetime import UTC, datetime

    import numpy as np

    from pysoftmax import __version__
    from pysoftmax.parity.report import About

    words = ["pysoftmax", "parity", "--cases", str(cases), "--seed", str(sides.seed)]
    if sides.octave.directory != sides.exercise.octave_folder:
        words += ["--octave-dir", str(sides.octave.directory)]
    if sides.python_dir is not None:
        words += ["--python-dir", str(sides.python_dir)]
    if sides.exercise.folder is not None:
        words += ["--exercise", str(sides.exercise.folder)]
    for name in only:
        words += ["--only", name]
    return About(
        python=sides.python.name,
        octave=str(sides.octave.directory),
        command=shlex.join(words),
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        seed=sides.seed,
        cases=cases,
        versions={
            "pysoftmax": __version__,
            "Octave": octave,
            "Python": platform.python_version(),
            "NumPy": np.__version__,
        },
        notes=sides.exercise.octave_notes(sides.octave.directory),
        left_out=left_out,
    )


def _tell(report: Report) -> None:
    """What is wrong and what is known of each function; then the table and the verdict."""
    from pysoftmax.parity.report import as_table, verdict

    for p in report.parities:
        click.echo(f"\n{p.function}")
        for name, why in p.tolerances.items():
            click.echo(f"  tolerance {name}: {why}")
        if p.undecided:
            click.echo(f"  {p.undecided} undecided: the difference is within rounding error")
        if p.not_asked:
            click.echo(f"  {p.not_asked} skipped: the function hung or crashed Octave too often")
        for output, side in p.not_given.items():
            click.echo(f"  not compared: {output}, which {side} does not return")
        for name, count in p.deviations.items():
            click.echo(f"  {count} known differences, {name}: {report.reasons[name]}")
        for name, count in p.not_possible.items():
            click.echo(f"  {count} not compared, {name}: {report.reasons[name]}")
        _tell_causes(p)
        for replay in report.replays.get(p.function, ()):
            click.echo(f"  {replay.title} again:")
            click.echo(f"    {replay.python}\n    {replay.octave}")
    click.echo()
    click.echo("\n".join(as_table(report.parities)))
    if any(p.cases for p in report.parities):
        agree = not any(p.disagreed for p in report.parities)
        click.secho(f"\n{verdict(report.parities)}", fg="green" if agree else "red")


def _tell_causes(p: FunctionParity) -> None:
    """The causes of a function's disagreements, each with its smallest case."""
    from pysoftmax.parity.causes import explain
    from pysoftmax.parity.report import MOST_CAUSES

    for cause in p.by_count[:MOST_CAUSES]:
        click.secho(f"  DISAGREE in {plural(cause.count, 'case')}: {cause.title}", fg="red")
        for line in explain(cause.smallest):
            click.echo(f"    {line}")
    rest = p.by_count[MOST_CAUSES:]
    if rest:
        count = plural(sum(cause.count for cause in rest), "case")
        click.echo(f"  and {plural(len(rest), 'cause')} more, in {count}")


def _write(path: Path, report: Report) -> None:
    from pysoftmax.parity.junit import as_junit
    from pysoftmax.parity.page import as_html
    from pysoftmax.parity.report import as_json

    render = {".html": as_html, ".json": as_json, ".xml": as_junit}[path.suffix]
    path.write_text(render(report), encoding="utf-8")
    click.echo(f"wrote {path}")
