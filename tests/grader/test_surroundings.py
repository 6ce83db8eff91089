"""A fault of the machine stops the run with one line, and nothing that was graded is lost."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.comparison.case import Answer, Case
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.autograders import grade_one
from pysoftmax.grader.conventions_of_class import ClassConventions
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.first_look import FirstLook
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.run import TRIES, ClassRun
from pysoftmax.grader.store import Store
from pysoftmax.grader.submission import LeftOut
from pysoftmax.grader.surroundings import SurroundingsError, is_of_the_machine
from pysoftmax.grader.workers import Workers, process, wire
from pysoftmax.grader.workers.process import Zygote, ZygoteError
from pysoftmax.languages import LANGUAGES, OCTAVE, Language

from .fakes import FakeStudent, FakeWorkers, write_submission
from .folders import in_folder

RESULT = SubmissionResult("anna", "python", "0", ())


@pytest.mark.parametrize("words", ["unable to open database file", "disk I/O error"])
def test_a_store_that_cannot_be_opened_stops_the_run(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line gives the store and the reason, without the advice to delete it."""

    def connect(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError(words)

    monkeypatch.setattr(sqlite3, "connect", connect)
    (tmp_path / "class" / "anna").mkdir(parents=True)
    arguments = ["grade", str(tmp_path / "class"), "--report", str(tmp_path / "report")]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert f"results.sqlite cannot be used: {words}." in done.output
    assert "repeat the command to go on" in done.output
    assert "delete" not in done.output


def test_a_full_disk_keeps_what_is_stored(tmp_path: Path) -> None:
    """A result for which there is no room raises OSError; those before it stay."""
    with Store(tmp_path / "results.sqlite") as kept:
        kept.put("first", RESULT)
        kept._database.execute("PRAGMA query_only = ON")
        with pytest.raises(OSError, match=r"results\.sqlite cannot be written to"):
            kept.put("second", RESULT)
        with pytest.raises(OSError, match=r"results\.sqlite cannot be written to"):
            kept.seed()
        assert "first" in kept
        assert "second" not in kept


def test_a_store_that_cannot_be_read_is_the_machines_fault(tmp_path: Path) -> None:
    """A disk that fails while results are looked up raises OSError too."""
    with Store(tmp_path / "results.sqlite") as kept:
        kept._database.execute("DROP TABLE results")
        with pytest.raises(OSError, match=r"results\.sqlite cannot be read"):
            "first" in kept  # noqa: B015


@pytest.fixture(scope="module")
def examination() -> Examination:
    return Examination(Rubric(SOFTMAX))


class Failing(FakeWorkers):
    """Workers whose own process fails, or the machine around it, for the submission b."""

    def __init__(self, error: Exception, *, in_order: bool = True) -> None:
        super().__init__(self.make_student)
        self._error = error
        self._in_order = in_order

    def make_student(self, submission: Any) -> FakeStudent:
        def fail(case: Case, answer: Answer) -> Answer:
            raise self._error

        return FakeStudent(fail) if submission.name == "b" else FakeStudent()

    def check(self, language: Language) -> None:
        if not self._in_order:
            raise SurroundingsError("submissions cannot be run: out of order")


@pytest.fixture
def run(examination: Examination, tmp_path: Path) -> Iterator[ClassRun]:
    with Store(tmp_path / "results.sqlite") as kept:
        yield ClassRun(examination, kept, "1.0", sandboxed=True)


def three(folder: Path) -> list[Any]:
    return [in_folder(write_submission(folder / n, f"# {n}"), "python") for n in "abc"]


def test_one_that_ends_its_workers_stops_nobody(run: ClassRun, tmp_path: Path) -> None:
    """After three tries it is a row that the grader failed on; the others are graded."""
    workers = Failing(ZygoteError("the worker has ended"))
    run.run(three(tmp_path), workers, 1)
    assert workers.opened == ["a", *["b"] * TRIES, "c"]
    a, b, c = (entry.result for entry in run.entries())
    assert (a.points, c.points) == (100, 100)
    assert {item.outcome for item in b.items} == {"grader failed"}
    assert [name for name, _ in run.faults] == ["b"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.ENOMEM, errno.EMFILE])
def test_an_error_may_be_the_machines(number: int) -> None:
    """A full disk, a read-only one, no memory, no more files: none is about a submission."""
    assert is_of_the_machine(OSError(number, "no room"))
    assert not is_of_the_machine(OSError(errno.ENOENT, "a fault of the grader"))
    assert not is_of_the_machine(ValueError("a fault of the grader"))


def test_a_machine_without_room_stops_the_run(run: ClassRun, tmp_path: Path) -> None:
    """What was graded is kept, and nothing is a verdict on the submission that met it."""
    with pytest.raises(SurroundingsError, match="submissions cannot be graded"):
        run.run(three(tmp_path)[:2], Failing(OSError(errno.ENOSPC, "no room")), 1)
    assert not run.faults
    assert run._store._database.execute("SELECT count(*) FROM results").fetchone() == (1,)


def test_workers_that_run_nothing_stop_the_run(run: ClassRun, tmp_path: Path) -> None:
    """If not even an empty submission runs, no submission is at fault."""
    with pytest.raises(SurroundingsError, match="out of order"):
        run.run(three(tmp_path)[1:2], Failing(ZygoteError("gone"), in_order=False), 2)
    assert not run.faults


def test_a_sandbox_that_is_gone_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command ends with one line that says why, and without a gradebook."""

    def start(*_: object) -> None:
        raise ZygoteError("the worker did not start: no namespaces")

    monkeypatch.setattr(Workers, "start", start)
    write_submission(tmp_path / "class" / "anna")
    report = tmp_path / "report"
    done = CliRunner().invoke(main, ["grade", str(tmp_path / "class"), "--report", str(report)])
    assert done.exit_code == 1
    assert "submissions cannot be run: the worker did not start: no namespaces." in done.output
    assert "repeat the command to go on" in done.output
    assert not list(report.glob("*.csv"))


@pytest.mark.parametrize("options", [("check",), ("check", "--infer"), ("rubric", "--infer")])
def test_a_check_without_workers_is_one_line(
    options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command about one solution says why it cannot run, what to do, and shows no traceback."""

    def start(*_: object) -> None:
        raise ZygoteError("the worker did not start: no namespaces")

    monkeypatch.setattr(Workers, "start", start)
    write_submission(tmp_path / "solution")
    done = CliRunner().invoke(main, [*options, str(tmp_path / "solution")])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert done.output.splitlines()[-1] == (
        "Error: solutions cannot be run here: the worker did not start: no namespaces. "
        "`pysoftmax doctor` shows what works on this machine."
    )


def test_a_check_whose_reader_does_not_start_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that cannot be started is a fault of the machine, not of the solution."""
    monkeypatch.setattr(
        "pysoftmax.grader.sandbox.command", lambda *_: ["/bin/sh", "-c", "echo no room >&2; exit 1"]
    )
    monkeypatch.setattr("pysoftmax.grader.sandbox.status", lambda: (True, "bubblewrap"))
    write_submission(tmp_path / "solution")
    done = CliRunner().invoke(main, ["check", str(tmp_path / "solution")])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "no room" in done.output.splitlines()[-1]


def test_a_worker_that_fails_to_start_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what it printed, its last line is the reason."""
    monkeypatch.setattr(
        "pysoftmax.grader.sandbox.command",
        lambda *_: ["/bin/sh", "-c", "printf 'Traceback\\n  line\\nImportError: numpy\\n'; exit 1"],
    )
    with pytest.raises(ZygoteError, match=r"^the worker did not start: ImportError: numpy$"):
        Zygote(tmp_path, "numpy", sandboxed=True)


def test_an_autograder_without_workers_gives_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform is told that grading failed, not that the student did."""

    def start(*_: object) -> None:
        raise ZygoteError("the worker did not start: no namespaces")

    monkeypatch.setattr(Workers, "start", start)
    write_submission(tmp_path / "submission")
    with pytest.raises(SurroundingsError, match="submissions cannot be run: the worker did not"):
        grade_one(tmp_path / "submission", Rubric(SOFTMAX))


def test_no_room_for_a_request_is_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without memory for the file of the cases, the error reaches the run as the machine's."""

    def request(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(wire, "request", request)
    (tmp_path / "softmaxCost.py").write_text("def softmaxCost(*_):\n    return 1.0\n")
    submission = in_folder(tmp_path, "python")
    with (
        Workers(1, library=SOFTMAX.library) as workers,
        workers.open(submission) as asked,
        pytest.raises(OSError, match="No space left"),
    ):
        asked.answer([Case("softmaxCost", (np.zeros(2),))])


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_a_machine_in_order_passes_the_check(language: Language) -> None:
    """An empty submission runs in both languages."""
    with Workers(1, library=SOFTMAX.library) as workers:
        workers.check(language)


def test_octave_that_does_not_start_is_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If Octave ends at once, that is an error of the worker's, and the check fails too."""
    monkeypatch.setitem(process._PROGRAMS, "octave", lambda _: ["/bin/false"])
    (tmp_path / "softmaxCost.m").write_text("function c = softmaxCost(varargin)\n  c = 1;\nend\n")
    with Workers(1, library=SOFTMAX.library) as workers:
        with (
            workers.open(in_folder(tmp_path, "octave")) as asked,
            pytest.raises(ZygoteError, match="Octave ended with status 1"),
        ):
            asked.answer([Case("softmaxCost", (np.zeros(2),))])
        with pytest.raises(SurroundingsError, match="submissions cannot be run"):
            workers.check(OCTAVE)


class NeverOpen(FakeWorkers):
    """Workers that raise an error in place of a student."""

    def __init__(self, error: Exception) -> None:
        super().__init__(self.fail)
        self._error = error

    def fail(self, _: Any) -> FakeStudent:
        raise self._error


def test_conventions_that_the_grader_fails_to_find_stop_nobody(
    examination: Examination, tmp_path: Path
) -> None:
    """The submission keeps the course's conventions, and a remark says so."""
    conventions = ClassConventions(examination, ())
    found = three(tmp_path)
    conventions.look(found, NeverOpen(RuntimeError("out of order")))
    again = list(conventions.again(found, FakeWorkers()))
    assert [one.name for one in again if not isinstance(one, LeftOut)] == ["a", "b", "c"]
    for one in again:
        assert "by a fault of the grader" in one.findings[-1].message  # type: ignore[union-attr]
    with pytest.raises(OSError, match="no room"):
        conventions.look(found, NeverOpen(OSError(errno.ENOSPC, "no room")))


def test_a_first_look_that_fails_stops_nobody(examination: Examination, tmp_path: Path) -> None:
    """All submissions are still to be graded, and nothing is advised."""
    found = three(tmp_path)
    first = FirstLook(examination, NeverOpen(RuntimeError("out of order")))
    assert list(first.look(found)) == found
    assert not first.advice
