"""``pysoftmax grade``: a class's submissions, with a gradebook and a report for each."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pysoftmax.grader.rubric import Rubric

__all__ = ["command"]


@click.command("grade")
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--rubric",
    "rubric_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your rubric; see `pysoftmax rubric`.",
)
@click.option(
    "--report",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("grades"),
    show_default=True,
    help="Where the reports go, and the results by which an interrupted run goes on.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="How many at a time [one a processor].")
@click.option("--unsandboxed", is_flag=True, help="Run them without bubblewrap: not for strangers.")
def command(
    paths: tuple[Path, ...],
    rubric_file: Path | None,
    folder: Path,
    jobs: int | None,
    unsandboxed: bool,
) -> None:
    """Grade submissions: folders, zip and tar files, single files, or folders of these.

    Repeat the command to go on after an interruption; what is graded already is not graded again.
    The exit status is 0 when grading worked, whatever the grades.
    """
    from pysoftmax.grader.one_thread import keep_blas_to_one_thread
    from pysoftmax.grader.sandbox import SandboxMissingError

    keep_blas_to_one_thread()
    jobs = jobs or _processors()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _grade(paths, _rubric(rubric_file), folder, jobs, sandboxed=not unsandboxed)
    except SandboxMissingError as error:
        raise click.ClickException(
            f"{error}.\nWithout a sandbox, grade only people you trust, with --unsandboxed."
        ) from error
    except (ImportError, ValueError) as error:
        raise click.ClickException(str(error)) from error


def _rubric(path: Path | None) -> Rubric:
    from pysoftmax.grader.rubric import Rubric

    return Rubric.read(path) if path else Rubric()


def _grade(
    paths: tuple[Path, ...], rubric: Rubric, folder: Path, jobs: int, sandboxed: bool
) -> None:
    from pysoftmax.grader.examination import Examination
    from pysoftmax.grader.reports import html, write_reports
    from pysoftmax.grader.reports.view import ClassView
    from pysoftmax.grader.run import ClassRun
    from pysoftmax.grader.store import Store
    from pysoftmax.grader.submission import find_submissions
    from pysoftmax.grader.workers import Workers

    _need_octave(paths, rubric, sandboxed=sandboxed)
    html.environment()  # what reports need should be found missing now, not after an hour
    with (
        Workers(jobs, sandboxed=sandboxed) as workers,
        Store(folder / "results.sqlite") as store,
        _Progress(paths) as progress,
    ):
        run = ClassRun(Examination(rubric), store, _version(), sandboxed)
        run.run(find_submissions(paths, rubric.adapter.files()), workers, jobs, progress.done)
        view = ClassView(rubric, _version(), sandboxed, run.entries)
        write_reports(view, folder)
    click.echo(f"{progress.count} submissions graded; open {folder / 'index.html'}")


def _need_octave(paths: tuple[Path, ...], rubric: Rubric, *, sandboxed: bool) -> None:
    """Refuse a class with submissions in Octave where Octave does not start."""
    from pysoftmax.grader import sandbox
    from pysoftmax.grader.submission import Submission, find_submissions

    if sandboxed:
        works, why = sandbox.status()
        if not works:
            raise sandbox.SandboxMissingError(why)
    problem = sandbox.octave_problem(sandboxed=sandboxed)
    if not problem:
        return
    for one in find_submissions(paths, rubric.adapter.files()):
        if isinstance(one, Submission) and one.language == "octave":
            raise click.ClickException(
                f"{one.name} is written in Octave, which cannot be used here. Nothing was graded.\n"
                f"{problem}."
            )


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("pysoftmax")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unreleased"


class _Progress:
    """A bar on standard error, on a terminal. Its length is what lies there at first sight."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self.count = 0
        self._bar: Any = click.progressbar(
            length=sum(map(_at_first_sight, paths)),
            label="Grading",
            file=sys.stderr,
            show_pos=True,
            hidden=not sys.stderr.isatty(),
            item_show_func=lambda name: name[:40] if name else "",
        )

    def __enter__(self) -> _Progress:
        self._bar.__enter__()
        return self

    def __exit__(self, *trouble: Any) -> None:
        self._bar.__exit__(*trouble)

    def done(self, name: str) -> None:
        self.count += 1
        self._bar.update(1, name)


def _at_first_sight(path: Path) -> int:
    """How many submissions a path seems to hold: itself, or what lies in it."""
    if not path.is_dir() or any(path.glob("softmax*")):
        return 1
    return sum(not entry.name.startswith((".", "__")) for entry in path.iterdir())
