"""``pysoftmax grade``: a class's submissions, with a gradebook and a report for each."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pysoftmax import __version__
from pysoftmax.cli.options import EXERCISE, exercise_option
from pysoftmax.languages import SUFFIXES
from pysoftmax.processors import usable_processors
from pysoftmax.words import plural, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pysoftmax.exercise import Exercise
    from pysoftmax.grader.examination import Examination
    from pysoftmax.grader.roster import Roster
    from pysoftmax.grader.rubric import Rubric
    from pysoftmax.grader.run import ClassRun, FanOut
    from pysoftmax.grader.submission import Attempts, Found, Submission

__all__ = ["command"]


MOST_NAMED = 20
"""How many entries that are not submissions are named."""
INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it."""
GRADER_FAILED = 3
"""The exit status if the grader itself failed on a submission."""


@click.command("grade")
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(readable=False, path_type=Path),
)
@exercise_option
@click.option(
    "--rubric",
    "rubric_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your rubric; see `pysoftmax rubric`.",
)
@click.option(
    "--conventions",
    metavar="course|infer|FILE",
    default="course",
    show_default=True,
    help="The rubric's conventions, those found for each Python submission, or FILE's [adapter].",
)
@click.option(
    "--report",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("grades"),
    show_default=True,
    help="Where to write the reports, and the results from which an interrupted run continues.",
)
@click.option(
    "--roster",
    "roster_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Who is in the class: a CSV file, as Canvas, Moodle or Gradescope exports it.",
)
@click.option(
    "--dolos",
    "dolos_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all sources to a zip file for Dolos, which finds copies.",
)
@click.option(
    "--attempt",
    "attempts",
    type=click.Choice(["last", "first", "all"]),
    default="last",
    show_default=True,
    help="Which of a student's attempts to grade.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    help="Ask the questions of this seed, to repeat a grading [one of the class's own].",
)
@click.option(
    "--dry-run", is_flag=True, help="Print what would be graded, and whose it is, and stop."
)
@click.option("--jobs", type=click.IntRange(1, 256), help="How many at a time [one per processor].")
@click.option(
    "--cluster",
    metavar="tcp://HOST:PORT|local:N",
    help="Grade on the workers of a Dask scheduler, or on N of them here.",
)
@click.option("--unsandboxed", is_flag=True, help="Run them without bubblewrap: not for strangers.")
def command(
    paths: tuple[Path, ...],
    exercise: Exercise,
    rubric_file: Path | None,
    conventions: str,
    folder: Path,
    roster_file: Path | None,
    dolos_file: Path | None,
    attempts: Attempts,
    seed: int | None,
    dry_run: bool,
    jobs: int | None,
    cluster: str | None,
    unsandboxed: bool,
) -> None:
    """Grade submissions: folders, zip and tar files, single files, or folders of these.

    Repeat the command after an interruption: results are cached, and only new submissions are
    graded. If PATH is a single student's, the other rows of the class in --report stay. The exit
    status is 0 if grading worked, whatever the grades, and 3 if the grader itself
    failed on a submission.
    """
    from pysoftmax.grader.one_thread import keep_blas_to_one_thread
    from pysoftmax.grader.sandbox import SandboxMissingError
    from pysoftmax.grader.submission import SurroundingsError

    for path in paths:
        if not os.path.lexists(path):
            raise click.BadParameter(f"Path '{shown(str(path))}' does not exist.")
    keep_blas_to_one_thread()
    jobs = jobs or usable_processors()
    try:
        rubric = _in_conventions(_rubric(rubric_file, exercise), conventions)
        if seed is not None and rubric.seed not in (None, seed):
            raise click.UsageError(f"--seed is {seed}; the rubric's seed is {rubric.seed}")
        if dry_run:
            _plan(paths, rubric, folder, attempts)
            return
        folder.mkdir(parents=True, exist_ok=True)
        roster = _roster(roster_file)
        infer = conventions == "infer"
        own_items = ""
        if rubric.own and rubric_file is not None:
            own_items = str((rubric_file.parent / rubric.own).resolve())
        _grade(
            _Asked(
                paths,
                rubric,
                folder,
                roster,
                dolos_file,
                jobs,
                attempts,
                seed,
                not unsandboxed,
                infer,
                cluster,
                own_items,
            )
        )
    except (SurroundingsError, OSError) as error:
        raise click.ClickException(
            f"{error}.\nWhat has been graded is kept; repeat the command to go on."
        ) from error
    except SandboxMissingError as error:
        raise click.ClickException(
            f"{error}.\nWithout a sandbox, grade only people you trust, with --unsandboxed."
        ) from error
    except (ImportError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        click.echo("\nInterrupted. What has been graded is kept; repeat the command to go on.")
        raise SystemExit(INTERRUPTED) from None


def _rubric(path: Path | None, exercise: Exercise) -> Rubric:
    from pysoftmax.grader.rubric import Rubric

    return Rubric.read(path, exercise) if path else Rubric(exercise)


def _roster(path: Path | None) -> Roster | None:
    from pysoftmax.grader.roster import Roster

    return Roster.read(path) if path else None


def _plan(paths: tuple[Path, ...], rubric: Rubric, folder: Path, attempts: Attempts) -> None:
    from pysoftmax.grader.looked_for import looked_for_by
    from pysoftmax.grader.submission import find_submissions
    from pysoftmax.grader.submission.plan import plan_lines

    found = find_submissions(paths, looked_for_by(rubric), attempts=attempts, exclude=[folder])
    for line in plan_lines(found):
        click.echo(line)


@dataclass(frozen=True)
class _Asked:
    """What the command line asks for."""

    paths: tuple[Path, ...]
    rubric: Rubric
    folder: Path
    roster: Roster | None
    dolos: Path | None
    jobs: int
    attempts: Attempts
    seed: int | None
    sandboxed: bool
    infer: bool
    cluster: str | None
    own_items: str


def _grade(asked: _Asked) -> None:
    from pysoftmax.grader import sandbox

    with ThreadPoolExecutor(1) as beside:  # Octave starts while this process imports its modules
        octave_problem = beside.submit(sandbox.octave_problem, sandboxed=asked.sandboxed)
        from pysoftmax.grader.reports import html

        html.environment()  # report missing packages now, not after an hour
        if asked.sandboxed:
            works, why = sandbox.status()
            if not works:
                raise sandbox.SandboxMissingError(why)
        _need_octave(asked, octave_problem.result())
    _grade_class(asked)


def _grade_class(asked: _Asked) -> None:
    from pysoftmax.grader.book import Book
    from pysoftmax.grader.conventions_of_class import ClassConventions
    from pysoftmax.grader.dolos import exported
    from pysoftmax.grader.examination import Examination
    from pysoftmax.grader.first_look import FirstLook
    from pysoftmax.grader.looked_for import looked_for_by
    from pysoftmax.grader.run import ClassRun
    from pysoftmax.grader.store import Store
    from pysoftmax.grader.submission import find_submissions, holds_a_class
    from pysoftmax.grader.workers import Workers

    paths, rubric, folder = asked.paths, asked.rubric, asked.folder
    sandboxed, infer = asked.sandboxed, asked.infer
    exercise = rubric.exercise
    files = exercise.file_names(rubric.conventions)
    names = looked_for_by(rubric)
    with (
        Workers(asked.jobs, library=exercise.library, sandboxed=sandboxed) as workers,
        Store(folder / "results.sqlite") as store,
        _Progress(paths, files) as progress,
    ):
        if rubric.seed is None:
            rubric = replace(rubric, seed=store.seed(asked.seed))
        book = Book(folder, store, rubric, __version__, sandboxed, asked.roster)
        examination = Examination(rubric)

        def find() -> Iterator[Found]:
            found = find_submissions(paths, names, attempts=asked.attempts, exclude=[folder])
            return _named_otherwise(found, paths, rubric) if infer else found

        own = ClassConventions(examination, rubric.named)
        run = ClassRun(examination, store, __version__, sandboxed, own.examinations)
        first = FirstLook(examination, workers)
        if infer:
            own.look(find(), workers, asked.jobs)
            found = own.again(find(), workers)
        else:
            found = first.look(find()) if exercise.infer is not None else find()
        for line in first.advice.splitlines():
            click.echo(shown(line))
        if asked.dolos is not None:
            found = exported(found, asked.dolos)
        with _fan_out(asked, rubric, own.examinations) as fan_out:
            run.run(found, workers, asked.jobs, progress.done, fan_out)
        book.close(run, whole=holds_a_class(paths, names, exclude=[folder]))
    for line in book.notes():
        click.echo(shown(line))
    _say_what_is_missing(run, folder)
    problems = run.problems()
    graded = plural(progress.count - problems.total(), "submission")
    click.echo(f"{graded} graded; open {folder / 'index.html'}")
    if problems:
        click.echo(f"{plural(problems.total(), 'submission')} could not be graded:")
        for reason, count in problems.most_common(MOST_NAMED):
            click.echo(shown(f"  {count}: {reason}"))
    if run.faults:
        raise SystemExit(GRADER_FAILED)


@contextmanager
def _fan_out(
    asked: _Asked, rubric: Rubric, examinations: Mapping[str, Examination]
) -> Iterator[FanOut | None]:
    """The cluster that was asked for; None to grade in this process.

    Submissions in conventions of their own have `examinations` by their keys.
    """
    if asked.cluster is None:
        yield None
        return
    from pysoftmax.grader.cluster import Cluster
    from pysoftmax.grader.remote import Parcel, Recipe, differences, grade_parcel
    from pysoftmax.grader.run import FanOut

    name: str = click.get_current_context().meta[EXERCISE]
    exercise = name if rubric.exercise.key == name else str(Path(name).resolve())
    recipes: dict[str, Recipe] = {}

    def recipe(rubric: Rubric) -> Recipe:
        if rubric.digest not in recipes:
            made = Recipe.of(rubric, exercise, asked.own_items, asked.sandboxed)
            recipes[rubric.digest] = made
        return recipes[rubric.digest]

    def call(submission: Submission) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        examination = examinations.get(submission.key)
        used = rubric if examination is None else examination.rubric
        return grade_parcel, (recipe(used), Parcel.of(submission))

    with Cluster(asked.cluster) as cluster:
        cluster.check(differences, recipe(rubric))
        yield FanOut(cluster.executor(), call, cluster.threads)


def _in_conventions(rubric: Rubric, conventions: str) -> Rubric:
    """The rubric, with the conventions of another file if one is named."""
    from pysoftmax.grader.rubric import Rubric

    if conventions in ("course", "infer"):
        return rubric
    other = Rubric.read(conventions, rubric.exercise)
    return replace(rubric, conventions=other.conventions, named=other.named)


def _named_otherwise(
    found: Iterable[Found], paths: tuple[Path, ...], rubric: Rubric
) -> Iterator[Found]:
    """What is found, with folders of Python files read whatever the names of the files."""
    from pysoftmax.grader.looked_for import looked_for_by
    from pysoftmax.grader.submission import Reader, Unreadable, in_folder
    from pysoftmax.languages import PYTHON

    names = looked_for_by(rubric, in_own_names=True)
    with Reader() as reader:
        for one in found:
            if isinstance(one, Unreadable) and not one.trace:
                places = [
                    place for path in paths for place in (path / one.path, path.parent / one.path)
                ]
                folder = next((p for p in places if p.is_dir() and any(p.glob("*.py"))), None)
                if folder is not None:
                    read = in_folder(folder, PYTHON, names, one.name, reader=reader)
                    yield replace(read, owner=one.owner, attempt=one.attempt, path=one.path)
                    continue
            yield one


def _say_what_is_missing(run: ClassRun, folder: Path) -> None:
    """Report everything that is not graded."""
    if run.left_out:
        click.echo(f"Not submissions: {len(run.left_out)}")
        for one in run.left_out[:MOST_NAMED]:
            click.echo(shown(f"  {one.path}: {one.reason}"))
        if len(run.left_out) > MOST_NAMED:
            click.echo(f"  and {len(run.left_out) - MOST_NAMED} more; --dry-run names them all")
    if run.faults:
        traces = [f"{shown(name)}\n{trace}\n" for name, trace in run.faults]
        (folder / "faults.txt").write_text("\n".join(traces), encoding="utf-8", errors="replace")
        failed = plural(len(run.faults), "submission")
        click.echo(f"The grader itself failed on {failed}: see {folder / 'faults.txt'}", err=True)


def _need_octave(asked: _Asked, problem: str) -> None:
    """Reject a class with submissions in Octave if there is a problem with Octave."""
    from pysoftmax.grader.looked_for import looked_for_by
    from pysoftmax.grader.submission import Submission, find_submissions

    if not problem:
        return
    for one in find_submissions(asked.paths, looked_for_by(asked.rubric)):
        if isinstance(one, Submission) and one.language.needs_octave:
            raise click.ClickException(
                f"{one.name} is written in Octave, which cannot be used here. Nothing was graded.\n"
                f"{problem}."
            )


class _Progress:
    """A progress bar on standard error, on a terminal; its length is an estimate."""

    def __init__(self, paths: tuple[Path, ...], files: tuple[str, ...]) -> None:
        self.count = 0
        self._bar: Any = click.progressbar(
            length=sum(_at_first_sight(path, files) for path in paths),
            label="Grading",
            file=sys.stderr,
            show_pos=True,
            hidden=not sys.stderr.isatty(),
            item_show_func=lambda name: shown(name[:40]) if name else "",
        )

    def __enter__(self) -> _Progress:
        self._bar.__enter__()
        return self

    def __exit__(self, *trouble: Any) -> None:
        self._bar.__exit__(*trouble)

    def done(self, name: str) -> None:
        self.count += 1
        self._bar.update(1, name)


def _at_first_sight(path: Path, files: tuple[str, ...]) -> int:
    """Estimate how many submissions a path contains: one, or its number of entries."""
    names = {f"{file}{suffix}" for file in files for suffix in SUFFIXES}
    with suppress(OSError):
        if path.is_dir() and not any((path / name).is_file() for name in names):
            return sum(not entry.name.startswith((".", "__")) for entry in path.iterdir())
    return 1
