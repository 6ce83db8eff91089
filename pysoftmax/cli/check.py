"""``pysoftmax check``: a student's own solution, step by step."""

from __future__ import annotations

import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pysoftmax.cli.faults import faults_of_the_machine
from pysoftmax.cli.inferring import in_own_conventions, python_in
from pysoftmax.cli.options import exercise_option
from pysoftmax.cli.terminal import coloured, said_meanwhile, terminal_width, this_pip
from pysoftmax.languages import LANGUAGES, SUFFIXES
from pysoftmax.words import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pysoftmax.exercise import Exercise
    from pysoftmax.grader.examination import Examination
    from pysoftmax.grader.results import ItemResult, SubmissionResult
    from pysoftmax.grader.submission import Reader, Submission
    from pysoftmax.grader.workers import Workers

__all__ = ["Checks", "Printer", "command"]


@click.command("check")
@click.argument(
    "directory", metavar="[DIR]", default=".", type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--language",
    type=click.Choice(tuple(LANGUAGES)),
    help="Which one, when DIR holds both.",
)
@exercise_option
@click.option("--seed", type=click.IntRange(min=0), default=1, help="Other questions.")
@click.option(
    "--unsandboxed",
    is_flag=True,
    help="Run without asking if there is no sandbox: only code that you trust.",
)
@click.option("--all", "everything", is_flag=True, help="Explain every step that is wrong.")
@click.option("--hint", is_flag=True, help="Give one more hint for the first unfinished step.")
@click.option("--tell", is_flag=True, help="Show what to write, if the mistake is a known one.")
@click.option("--infer", is_flag=True, help="Find out its names, order and forms first (Python).")
@click.option("--python2", is_flag=True, help="Convert Python 2 to Python 3 first.")
@click.option("--watch", is_flag=True, help="Check again whenever a file in DIR is saved.")
def command(
    directory: Path,
    language: str | None,
    exercise: Exercise,
    seed: int,
    unsandboxed: bool,
    everything: bool,
    hint: bool,
    tell: bool,
    infer: bool,
    python2: bool,
    watch: bool,
) -> None:
    """Check the solution in DIR (by default the folder you are in), step by step.

    Each step is compared with the reference on generated inputs. The first step that is wrong is
    explained, with the smallest failing input and the mistake if it is a known one. Exit status 1
    if a step failed or has not been begun.

    Most steps have three hints, from a question to nearly the line. Each call with --hint gives one
    more for the first unfinished step; .pysoftmax-hints.json in DIR remembers how many you had.

    With --watch the first unfinished step is on top. Ctrl-C ends it.
    """
    from pysoftmax.exercise import ExerciseError
    from pysoftmax.grader import sandbox
    from pysoftmax.grader.examination import Examination
    from pysoftmax.grader.one_thread import keep_blas_to_one_thread
    from pysoftmax.grader.rechecks import Rechecks, texts_in
    from pysoftmax.grader.rubric import Rubric
    from pysoftmax.grader.submission import Reader
    from pysoftmax.grader.workers import Workers

    if python2 and find_spec("fissix") is None:
        raise click.ClickException(
            f"--python2 needs fissix; run: {this_pip()} install 'pysoftmax[python2]'"
        )
    keep_blas_to_one_thread()
    saves = _saves(directory) if watch else iter(())
    sandboxed, why = sandbox.status()
    with faults_of_the_machine(), Reader(sandboxed=sandboxed) as reader:
        find = partial(python_in, directory, converted=python2)
        if not infer:
            find = partial(_the_one, directory, language, reader=reader, converted=python2)
        texts = texts_in(directory)
        submission = find(exercise)
        octave = submission.language.needs_octave
        if octave and (problem := sandbox.octave_problem(sandboxed=sandboxed)):
            raise click.ClickException(problem)
        if not sandboxed:
            _agree(directory, why, unsandboxed)
        click.echo(f"{submission.language}: {_files_in_a_line(submission.files, exercise)}")
        try:
            examination = Examination(Rubric(exercise, seed=seed))
        except ExerciseError as error:
            raise click.ClickException(str(error)) from error
        printer = Printer(
            exercise, directory, everything=everything, hint=hint, tell=tell, on_top=watch
        )
        with Workers(1, library=exercise.library, sandboxed=sandboxed) as workers:
            grade: Callable[[Submission, Mapping[str, str]], SubmissionResult]
            if infer:
                grade = partial(_graded_as_inferred, workers, examination)
            else:
                rechecks = Rechecks(workers, examination, ahead=watch)
                grade = partial(rechecks.grade, on_result=_say)
            said_meanwhile("checking ...")
            result = grade(submission, texts)
            printer.show(result)
            for _ in saves:
                texts = texts_in(directory)
                try:
                    result = grade(find(exercise), texts)
                except click.ClickException as error:
                    _begin_anew()
                    click.echo(error.format_message())
                else:
                    _begin_anew()
                    printer.show(result)
    if any(finding.kind == "Python 2" for finding in submission.findings):
        click.echo("--python2 checks it as it is when converted to Python 3.")
    if any(item.outcome == "failed" and item.max_points for item in result.items):
        raise SystemExit(1)


class Checks:
    """Checks of one exercise's solutions, one after the other, without asking about the sandbox.

    Parameters
    ----------
    exercise
        The exercise.
    """

    def __init__(self, exercise: Exercise) -> None:
        from pysoftmax.grader import sandbox
        from pysoftmax.grader.examination import Examination
        from pysoftmax.grader.rechecks import Rechecks
        from pysoftmax.grader.rubric import Rubric
        from pysoftmax.grader.submission import Reader
        from pysoftmax.grader.workers import Workers

        sandboxed, _ = sandbox.status()
        self._exercise = exercise
        self._reader = Reader(sandboxed=sandboxed)
        self._workers = Workers(1, library=exercise.library, sandboxed=sandboxed)
        self._rechecks = Rechecks(self._workers, Examination(Rubric(exercise, seed=1)))

    def close(self) -> None:
        """End the processes that read and ran the solutions."""
        self._workers.close()
        self._reader.close()

    def check(
        self, directory: Path, *, everything: bool, hint: bool, tell: bool
    ) -> tuple[SubmissionResult, str | None]:
        """Check the solution in a folder, and print what the command prints.

        Returns
        -------
        tuple
            The result, and the key of the item that was explained.
        """
        from pysoftmax.grader.rechecks import texts_in

        printer = Printer(self._exercise, directory, everything=everything, hint=hint, tell=tell)
        texts = texts_in(directory)
        with faults_of_the_machine():
            submission = _the_one(directory, "python", self._exercise, self._reader)
            result = self._rechecks.grade(submission, texts)
        printer.show(result)
        return result, printer.focus


class Printer:
    """Decides what of a result is printed, and which hints."""

    def __init__(
        self,
        exercise: Exercise,
        directory: Path,
        *,
        everything: bool = False,
        hint: bool = False,
        tell: bool = False,
        on_top: bool = False,
    ) -> None:
        from pysoftmax.cli.hints_given import HintsGiven

        self._on_top = on_top
        self._exercise = exercise
        self._everything, self._hint, self._tell = everything, hint, tell
        self._one_more = True
        self._given = HintsGiven(directory)
        self.focus: str | None = None

    def show(self, result: SubmissionResult) -> None:
        """Print a result, in lines for a terminal of this width."""
        said_meanwhile("")
        from pysoftmax.grader.reports.steps import first_unfinished, in_order, step_lines

        steps = in_order({item.key: item.step for item in self._exercise.items})
        key = self.focus = first_unfinished(result, steps)
        if self._on_top:
            steps.sort(key=lambda step: step[0] != key)
        hints: tuple[str, ...] = ()
        every = self._exercise.item(key).hints_in(result.language) if key else ()
        if key and every and self._hint:
            try:
                hints = self._given.show(result.language, key, every, one_more=self._one_more)
            except OSError as error:
                hints = every
                click.echo(f"How many hints you had cannot be remembered: {error}", err=True)
            self._one_more = False  # a save under --watch repeats them
        lines = step_lines(
            result,
            steps,
            everything=self._everything,
            hints=hints,
            of=len(every),
            tell=self._tell,
            width=terminal_width(),
        )
        for line in lines:
            click.echo(coloured(line))


def _begin_anew() -> None:
    """Let what follows be at the top of the terminal; elsewhere, set it apart by an empty line."""
    if sys.stdout.isatty():
        click.clear()
    else:
        click.echo()


def _say(result: ItemResult) -> None:
    """Say which item has been checked: a slow solution takes minutes."""
    said_meanwhile(f"checked: {result.title}")


def _graded_as_inferred(
    workers: Workers, examination: Examination, submission: Submission, _: object
) -> SubmissionResult:
    """Find the solution's own conventions, print them, and grade it in these."""
    from pysoftmax.grader.session import grade

    submission, examination, lines = in_own_conventions(submission, workers, examination)
    click.echo("\n".join(["Conventions that were found:", *lines]))
    with workers.open(submission) as student:
        return grade(submission, student, examination, workers.sandboxed)


def _saves(directory: Path) -> Iterator[object]:
    """Something for each time that files in the folder are saved, until Ctrl-C."""
    try:
        from watchfiles import watch
    except ImportError as error:
        raise click.ClickException(
            f"--watch needs watchfiles; run: {this_pip()} install 'pysoftmax[watch]'"
        ) from error
    return iter(watch(directory, debounce=100, step=20, raise_interrupt=False))


def _files_in_a_line(files: Iterable[str], exercise: Exercise) -> str:
    """Return the names of the sources: those of the exercise's functions, and how many more."""
    sources = [file for file in files if file.endswith(SUFFIXES)]
    functions = {function.name for function in exercise.functions}
    named = [file for file in sources if Path(file).stem in functions] or sources[:_FEW]
    more = len(sources) - len(named)
    return ", ".join(named) + (f" and {plural(more, 'more file')}" if more else "")


_FEW = 4


def _agree(directory: Path, why: str, unsandboxed: bool) -> None:
    """Warn, before anything runs, that there is no sandbox; go on only if the user agrees."""
    click.echo(
        f"There is no sandbox here: {why}.\nThe code in {directory} runs with your rights: it can "
        "read, change and delete your files.",
        err=True,
    )
    if unsandboxed:
        return
    if not _somebody_is_there():
        raise click.ClickException("Nothing was run. If you trust this code, add --unsandboxed.")
    if not click.confirm("Do you trust this code?", err=True):
        raise click.ClickException("Nothing was run.")


def _somebody_is_there() -> bool:
    """Return whether a question would be seen and answered."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _the_one(
    directory: Path,
    language: str | None,
    exercise: Exercise,
    reader: Reader,
    converted: bool = False,
) -> Submission:
    """Return the only submission in the folder."""
    from pysoftmax.grader.looked_for import looked_for
    from pysoftmax.grader.submission import Submission, Unreadable, find_submissions

    wanted = looked_for(exercise, exercise.conventions, converted=converted)
    found = list(find_submissions([directory], wanted, reader=reader))
    readable = [one for one in found if isinstance(one, Submission)]
    chosen = [one for one in readable if language in (None, one.language.key)]
    if len(chosen) == 1:
        return chosen[0]
    if not readable:
        reasons = [f": {one.reason}" for one in found if isinstance(one, Unreadable)]
        raise click.ClickException(
            f"{directory} holds no solution{''.join(reasons[:1])}. Name the folder in which "
            f"{exercise.functions[0].name} is."
        )
    names = ", ".join(f"{one.name} ({one.language})" for one in chosen or readable)
    raise click.ClickException(f"{directory} holds {names}; name one, or give --language.")
