"""A class: interrupted and resumed, on one worker or two, with twins and with broken ones."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.reports.view import Entry
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.run import ClassRun
from pysoftmax.grader.store import Store, result_key
from pysoftmax.grader.submission import (
    Attempt,
    Found,
    Owner,
    Submission,
    SurroundingsError,
    Unreadable,
)

from .classroom import lay_out
from .fakes import FakeStudent, FakeWorkers, without_decay, write_submission
from .folders import in_folder

CLASS = (
    "python no mean",
    "python right helpers",
    "python theta by rows",
    "python Python 2",
    "python lambda ignored",
    "octave no decay in gradient",
)


@pytest.fixture(scope="module")
def examination() -> Examination:
    return Examination(Rubric(SOFTMAX))


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    for name in CLASS:
        lay_out(name, folder)
    return folder


def command(classroom: Path, report: Path, jobs: int) -> list[str]:
    shared = ["--jobs", str(jobs), "--seed", "1"]
    return ["grade", str(classroom), "--report", str(report), *shared]


def without_times(report: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((report / "report.json").read_text("utf-8"))
    del document["times"]
    return document


@pytest.fixture(scope="module")
def reference(classroom: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of an undisturbed run on two workers."""
    report = tmp_path_factory.mktemp("report")
    assert CliRunner().invoke(main, command(classroom, report, 2)).exit_code == 0
    return report


def test_one_worker_or_two_give_the_same_report(
    classroom: Path, reference: Path, tmp_path: Path
) -> None:
    """But for times, the reports are the same byte for byte."""
    assert CliRunner().invoke(main, command(classroom, tmp_path, 1)).exit_code == 0
    assert without_times(tmp_path) == without_times(reference)
    for name in ("gradebook.csv", "index.html"):
        assert (tmp_path / name).read_bytes() == (reference / name).read_bytes()
    for page in (reference / "students").iterdir():
        assert (tmp_path / "students" / page.name).read_bytes() == page.read_bytes()


def results_in(store: Path) -> int:
    """How many results a store holds at the moment; none while it is being made."""
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM results").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


@pytest.mark.parametrize("after", [0, 1, 3])
def test_killed_and_resumed_gives_the_same_gradebook(
    classroom: Path, reference: Path, tmp_path: Path, after: int
) -> None:
    """Killed with -9 after so many results, and repeated: nothing is lost, nothing is different."""
    program = "from pysoftmax.cli import main; main()"
    arguments = [sys.executable, "-c", program, *command(classroom, tmp_path, 2)]
    killed = subprocess.Popen(arguments, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL)
    while results_in(tmp_path / "results.sqlite") < after and killed.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            killed.wait(timeout=0.01)  # without taking a processor from it
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    assert CliRunner().invoke(main, command(classroom, tmp_path, 2)).exit_code == 0
    assert (tmp_path / "gradebook.csv").read_bytes() == (reference / "gradebook.csv").read_bytes()
    assert without_times(tmp_path) == without_times(reference)


def grade_with(
    workers: FakeWorkers, found: list[Any], examination: Examination, path: Path, jobs: int = 2
) -> list[Entry]:
    with Store(path) as store:
        run = ClassRun(examination, store, "1.0", sandboxed=True)
        run.run(found, workers, jobs)
        return list(run.entries())


def test_what_is_graded_is_not_graded_again(examination: Examination, tmp_path: Path) -> None:
    """A repeated run opens no submission, and reports the same."""
    found = [in_folder(write_submission(tmp_path / n, f"# {n}"), "python") for n in ("a", "b")]
    first, second = FakeWorkers(), FakeWorkers()
    once = grade_with(first, found, examination, tmp_path / "store")
    again = grade_with(second, found, examination, tmp_path / "store")
    assert sorted(first.opened) == ["a", "b"]
    assert second.opened == []
    assert once == again


def test_another_rubric_version_or_sandbox_grades_anew() -> None:
    """A result is known by all that it depends on."""
    keys = {
        result_key("k", Rubric(SOFTMAX), "1.0", True),
        result_key("l", Rubric(SOFTMAX), "1.0", True),
        result_key("k", Rubric(SOFTMAX, seed=2), "1.0", True),
        result_key("k", Rubric(SOFTMAX), "1.1", True),
        result_key("k", Rubric(SOFTMAX), "1.0", False),
    }
    assert len(keys) == 5


def test_twins_are_graded_once_and_reported_twice(examination: Examination, tmp_path: Path) -> None:
    """The same files under two names: one grading, two entries, and each names the other."""
    found = [in_folder(write_submission(tmp_path / n), "python") for n in ("a", "b")]
    workers = FakeWorkers()
    entries = grade_with(workers, found, examination, tmp_path / "store")
    assert len(workers.opened) == 1
    assert [(e.result.name, e.same_as) for e in entries] == [("a", ("b",)), ("b", ("a",))]


def test_a_broken_grader_breaks_one_result(examination: Examination, tmp_path: Path) -> None:
    """Where the grader itself fails, that one is marked for the teacher, and tried again later."""

    def make(submission: Any) -> FakeStudent:
        if submission.name == "b":
            raise RuntimeError("out of order")
        return FakeStudent()

    found = [in_folder(write_submission(tmp_path / n, f"# {n}"), "python") for n in ("a", "b", "c")]
    entries = grade_with(FakeWorkers(make), found, examination, tmp_path / "store")
    assert [e.result.points for e in entries] == [100, 0, 100]
    assert "out of order" in entries[1].result.problem
    assert {i.outcome for i in entries[1].result.items} == {"grader failed"}
    again = grade_with(FakeWorkers(), found, examination, tmp_path / "store")
    assert [e.result.points for e in again] == [100, 100, 100]


def test_what_cannot_be_read_is_a_result_of_nothing(
    examination: Examination, tmp_path: Path
) -> None:
    """A bad archive has no points, says why, and stops nobody else."""
    good = in_folder(write_submission(tmp_path / "good"), "python")
    found = [Unreadable("bad", "a zip that is none"), good]
    entries = grade_with(FakeWorkers(), found, examination, tmp_path / "store")
    assert [(e.result.name, e.result.points) for e in entries] == [("bad", 0), ("good", 100)]
    assert entries[0].result.problem == "a zip that is none"


def test_pages_have_names_of_their_own(examination: Examination, tmp_path: Path) -> None:
    """Names that differ only in what file systems confuse get different pages, in ASCII."""
    names = ["Ümit", "ümit", "a/b", "a b", "A B", "..", "=1+1", "x" * 300, "con"]
    found = [Unreadable(name, "nothing") for name in names]
    pages = [e.page for e in grade_with(FakeWorkers(), found, examination, tmp_path / "store")]
    assert len({page.lower() for page in pages}) == len(names)
    assert all(page.isascii() and "/" not in page and page.strip(".") for page in pages)
    assert max(map(len, pages)) < 80


def test_two_of_one_name_are_two_rows_with_two_pages(
    examination: Examination, tmp_path: Path
) -> None:
    """Also if their files are the same: each names the other and has a page of its own."""
    same = write_submission(tmp_path / "a"), write_submission(tmp_path / "b")
    other = write_submission(tmp_path / "c", "# another")
    found = [in_folder(folder, "python", "ann") for folder in (*same, other)]
    entries = grade_with(FakeWorkers(), found, examination, tmp_path / "store")
    assert [entry.result.name for entry in entries] == ["ann", "ann", "ann"]
    assert sorted(entry.page for entry in entries) == ["ann", "ann-2", "ann-3"]
    assert sorted(entry.same_as for entry in entries) == [(), ("ann",), ("ann",)]


def test_the_gradebook_says_whose_and_which_attempt(
    examination: Examination, tmp_path: Path
) -> None:
    """The platform's number and the attempt go into the entry; what is left out is a remark."""
    one = in_folder(write_submission(tmp_path / "a"), "python", "ann")
    late = Attempt(2, 3, "2026-01-31", late=True)
    one = replace(one, owner=Owner("ann", "501"), attempt=late, left_out=(("x.rar", "a reason"),))
    (entry,) = grade_with(FakeWorkers(), [one], examination, tmp_path / "store")
    assert (entry.student_id, entry.attempt) == ("501", "2 of 3 (2026-01-31), late")
    messages = [remark.message for remark in entry.result.remarks]
    assert "x.rar is not graded: a reason." in messages
    assert "Graded attempt: 2 of 3 (2026-01-31), late." in messages


def test_a_fault_while_reading_is_the_graders(examination: Examination, tmp_path: Path) -> None:
    """It becomes a row that says so, its trace is kept for the teacher, and the class goes on."""
    good = in_folder(write_submission(tmp_path / "good"), "python")
    found: list[Found] = [
        Unreadable("bad", "the grader could not read this", trace="KeyError: 1"),
        good,
    ]
    with Store(tmp_path / "store") as store:
        run = ClassRun(examination, store, "1.0", sandboxed=True)
        run.run(found, FakeWorkers(), 2)
        bad, _ = run.entries()
    assert run.faults == [("bad", "KeyError: 1")]
    assert {item.outcome for item in bad.result.items} == {"grader failed"}
    assert "a fault of the grader" in bad.result.problem


def test_what_is_graded_is_kept_when_the_machine_fails(
    examination: Examination, tmp_path: Path
) -> None:
    """A full disk stops the run; what was found before is graded and stored."""

    def found() -> Iterator[Submission]:
        yield in_folder(write_submission(tmp_path / "ann"), "python")
        raise SurroundingsError("no space left")

    with Store(tmp_path / "store") as store:
        run = ClassRun(examination, store, "1.0", sandboxed=True)
        with pytest.raises(SurroundingsError):
            run.run(found(), FakeWorkers(), 2)
        assert [entry.result.points for entry in run.entries()] == [100]


def test_a_store_that_is_none_is_refused(tmp_path: Path) -> None:
    """A file of something else is not written to."""
    path = tmp_path / "results.sqlite"
    path.write_bytes(b"this is no database, whatever it is called" * 100)
    with pytest.raises(ValueError, match="not a store"):
        Store(path)
    assert path.read_bytes().startswith(b"this is no database")


def test_a_file_that_is_no_store_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection that was opened to find that out is not left open."""
    closed: list[bool] = []

    class Watched(sqlite3.Connection):
        def close(self) -> None:
            closed.append(True)
            super().close()

    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **options: connect(path, factory=Watched, **options)
    )
    (tmp_path / "store").write_bytes(b"no database" * 100)
    with pytest.raises(ValueError, match="is not a store of results"):
        Store(tmp_path / "store")
    assert closed == [True]


def test_memory_does_not_hold_the_class(examination: Examination, tmp_path: Path) -> None:
    """Results are read back one at a time, under the name that each was handed in by."""
    found = [in_folder(write_submission(tmp_path / f"s{k}", "# same"), "python") for k in range(5)]
    with Store(tmp_path / "store") as store:
        run = ClassRun(examination, store, "1.0", sandboxed=True)
        run.run(found, FakeWorkers(lambda s: FakeStudent(without_decay)), 2)
        entries = run.entries()
        assert next(entries).result.name == "s0"
        assert next(entries).result.name == "s1"


def test_reasons_are_counted(examination: Examination, tmp_path: Path) -> None:
    """The terminal can say how many could not be graded, grouped by the reason."""
    found = [Unreadable(n, f"it is a PDF; {n}.pdf: submit .m") for n in ("a", "b")]
    with Store(tmp_path / "results.sqlite") as store:
        run = ClassRun(examination, store, "1", True)
        run.run(iter([*found, Unreadable("c", "it is empty")]), FakeWorkers(), 1)
    assert run.problems().most_common() == [("it is a PDF", 2), ("it is empty", 1)]
