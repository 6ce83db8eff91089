"""A time-out counts the time that a submission could have had; the starved are asked again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pysoftmax.comparison.case import Case
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader import run as run_of_class
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.run import ClassRun
from pysoftmax.grader.store import Store
from pysoftmax.grader.workers import Workers
from pysoftmax.grader.workers.listen import Heard, listen
from pysoftmax.grader.workers.processor_quota import ProcessorQuota
from pysoftmax.grader.workers.processor_time import ProcessorTime, Starved

from .fakes import FakeStudent, FakeWorkers, write_submission
from .folders import in_folder

TICKS = os.sysconf("SC_CLK_TCK")
BEGUN, NOW = 1000.0, 1010.0


def heard_of_silence(lost: Callable[[int], float | None]) -> Heard:
    """What is heard within a limit of 10 ms if nothing is sent before `lost` sends it."""
    (answers, send), (printed, _) = os.pipe(), os.pipe()
    limits = Limits(wall_seconds=0.01)
    return listen(answers, printed, 1, limits, lambda: lost(send))


def test_who_loses_nothing_has_its_time_and_no_more() -> None:
    """A submission that sleeps through its time is timed out, and was not starved."""
    heard = heard_of_silence(lambda _: 0.0)
    assert heard.failure is not None
    assert heard.failure.kind == "timeout"
    assert heard.starved is Starved.NO


def test_time_that_others_had_is_added() -> None:
    """What is sent within the time that was lost counts."""

    def lost(send: int) -> float:
        for message in ({"loaded": True}, {"case": 0, "error": {"kind": "error"}}):
            os.write(send, json.dumps(message).encode() + b"\n")
        return 1000.0

    heard = heard_of_silence(lost)
    assert heard.failure is None
    assert len(heard.answers) == 1


def test_an_answer_that_comes_while_the_loss_is_asked_for_counts() -> None:
    """The time that asking takes is not the submission's, even if it has lost nothing else."""

    def lost(send: int) -> float:
        for message in ({"loaded": True}, {"case": 0, "error": {"kind": "error"}}):
            os.write(send, json.dumps(message).encode() + b"\n")
        return 0.0

    heard = heard_of_silence(lost)
    assert heard.failure is None
    assert len(heard.answers) == 1


@pytest.mark.parametrize(("lost", "starved"), [(1000.0, Starved.YES), (None, Starved.PERHAPS)])
def test_the_added_time_has_an_end(lost: float | None, starved: Starved) -> None:
    """A run that loses more than is added, or that cannot be measured, may have been starved."""
    heard = heard_of_silence(lambda _: lost)
    assert heard.failure is not None
    assert heard.starved is starved


def process(
    proc: Path,
    pid: int,
    parent: int,
    used: float,
    waits: list[float],
    started: float = 1001.0,
    state: str = "S",
) -> None:
    """A process as Linux shows it, with a thread for each wait."""
    folder = proc / str(pid)
    zeros = ["0"] * 9
    fields = ["S", str(parent), *zeros, str(int(used * TICKS)), "0", *["0"] * 6]
    (folder / "task").mkdir(parents=True)
    (folder / "stat").write_text(f"{pid} (a (b) c) {' '.join(fields)} {int(started * TICKS)} 0\n")
    for thread, wait in enumerate(waits):
        (folder / "task" / str(thread)).mkdir()
        (folder / "task" / str(thread) / "schedstat").write_text(f"5 {int(wait * 1e9)} 7\n")
        (folder / "task" / str(thread) / "stat").write_text(f"{thread} (a (b) c) {state} 7\n")


def lost(
    proc: Path, throttled: float = 0.0, runs: bool = True, idle: float | None = 0.0
) -> float | None:
    """What is lost in ten seconds, for `throttled` of which no process of the group could run.

    `runs` says whether the threads that are ready run while the system is looked at, and `idle` how
    long one of two processors had nothing to do.
    """
    clock, quota = iter((BEGUN, NOW)), iter((3.0, 3.0 + throttled))
    usable = sorted(os.sched_getaffinity(0))

    def processors(seconds: float) -> None:
        lines = [f"cpu{n} 1 2 3 {int(seconds * TICKS)} 4 5 6 7 8 9" for n in usable[:1]]
        lines += [f"cpu{n} 1 2 3 100 4 5 6 7 8 9" for n in usable[1:]]
        proc.mkdir(exist_ok=True)
        (proc / "stat").write_text("\n".join(["cpu 1 2 3 4 5", *lines, "", "intr 7"]))

    if idle is not None:
        processors(50.0)

    def pause() -> None:
        if idle is not None:
            processors(50.0 + idle)
        for file in proc.glob("*/task/*/schedstat"):
            file.write_text(file.read_text().replace("5 ", "6 ", 1) if runs else file.read_text())

    return ProcessorTime(7, proc, lambda: next(clock), lambda: next(quota), pause).lost()


@pytest.mark.parametrize(
    ("used", "waits", "expected"),
    [
        (1.0, [9.0], 9.0),  # others had the processor
        (0.5, [0.25], 0.25),  # it slept
        (10.0, [9.0, 9.5, 9.0], 0.0),  # its own threads had the processor
        (4.0, [0.5, 8.0], 6.0),  # no more is lost than passed
    ],
)
def test_what_is_lost(used: float, waits: list[float], expected: float, tmp_path: Path) -> None:
    """In ten seconds, it is the waiting that others caused."""
    process(tmp_path, 7, 1, 0.0, [5.0])
    process(tmp_path, 8, 7, used, waits)
    assert lost(tmp_path) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("state", "runs", "expected"),
    [
        ("R", False, 9.5),  # it waits now, and the system has not counted that yet
        ("R", True, 0.25),  # it runs now
        ("S", False, 0.25),  # it sleeps
    ],
)
def test_a_wait_that_is_not_over_counts(
    state: str, runs: bool, expected: float, tmp_path: Path
) -> None:
    """What is ready and does not run has lost all the time that it has not used."""
    process(tmp_path, 8, 7, 0.5, [0.25], state=state)
    assert lost(tmp_path, runs=runs) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("idle", "expected"),
    [
        (0.0, 9.5),  # others had the processors
        (6.0, 4.0),  # at most the rest of the time was lost
        (9.5, 0.5),  # it slept, and lets a thread wait for another when it is looked at
        (None, 0.25),  # where the system does not count, only what it calls waiting is
    ],
)
def test_who_lets_a_processor_be_idle_has_lost_nothing_to_others(
    idle: float | None, expected: float, tmp_path: Path
) -> None:
    """A wait that is not over counts for no longer than all processors were busy."""
    process(tmp_path, 8, 7, 0.5, [0.25], state="R")
    assert lost(tmp_path, runs=False, idle=idle) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("used", "waited", "throttled", "state", "expected"),
    [
        (5.0, 0.25, 4.0, "R", 4.25),  # the container's quota was used up
        (5.0, 4.0, 4.0, "R", 5.0),  # counted by the kernel as waiting, too
        (9.0, 0.0, 16.0, "R", 1.0),  # on each of several processors
        (0.5, 0.0, 8.0, "S", 0.0),  # it slept
    ],
)
def test_a_quota_that_is_used_up_is_time_lost(
    used: float, waited: float, throttled: float, state: str, expected: float, tmp_path: Path
) -> None:
    """Time in which the container may not run is lost to what would have run."""
    process(tmp_path, 8, 7, used, [waited], state=state)
    assert lost(tmp_path, throttled) == pytest.approx(expected)


def counted(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "cpu.stat").write_text(text)


def test_quotas_of_version_2_count_with_those_above(tmp_path: Path) -> None:
    """The group's own and its parents' are added; the top group has none."""
    counted(tmp_path / "a" / "b", "usage_usec 7\nnr_throttled 2\nthrottled_usec 2500000\n")
    (tmp_path / "a" / "cpu.stat").write_text("throttled_usec 500000\n")
    (tmp_path / "cpu.stat").write_text("usage_usec 7\n")
    (tmp_path / "membership").write_text("0::/a/b\n")
    assert ProcessorQuota(tmp_path, tmp_path / "membership").throttled() == pytest.approx(3.0)


def test_quotas_of_version_1_count(tmp_path: Path) -> None:
    """The controller's folder has the group, and its counter is in nanoseconds."""
    counted(tmp_path / "cpu,cpuacct" / "a", "nr_throttled 2\nthrottled_time 1500000000\n")
    counted(tmp_path / "unified", "usage_usec 7\n")
    (tmp_path / "membership").write_text("4:memory:/m\n2:cpu,cpuacct:/a\n0::/\n")
    assert ProcessorQuota(tmp_path, tmp_path / "membership").throttled() == pytest.approx(1.5)


def test_a_container_sees_its_own_group_at_the_top(tmp_path: Path) -> None:
    """If its path outside does not exist inside, the counter at the top counts."""
    counted(tmp_path / "groups", "throttled_usec 1000000\n")
    (tmp_path / "membership").write_text("0::/docker/0123\n")
    assert ProcessorQuota(tmp_path / "groups", tmp_path / "membership").throttled() == 1.0


def test_without_control_groups_nothing_is_throttled(tmp_path: Path) -> None:
    """On other systems, and where the counters cannot be read, the loss is 0."""
    assert ProcessorQuota(tmp_path, tmp_path / "membership").throttled() == 0.0


def test_only_what_the_run_started_counts(tmp_path: Path) -> None:
    """Not the warm process, nor what it started before, nor what descends from others."""
    process(tmp_path, 7, 1, 0.0, [5.0])
    process(tmp_path, 8, 7, 0.0, [5.0], started=999.0)
    process(tmp_path, 9, 8, 0.0, [2.0])
    process(tmp_path, 10, 3, 0.0, [5.0])
    (tmp_path / "self").mkdir()
    assert lost(tmp_path) == pytest.approx(2.0)


def test_without_numbers_nothing_is_known(tmp_path: Path) -> None:
    """Where the system does not count, the loss is None and not 0."""
    assert lost(tmp_path / "none") is None


class Starving(FakeWorkers):
    """Workers on which submissions named in `meals` are starved as often as it says."""

    def __init__(self, **meals: list[Starved]) -> None:
        super().__init__(self.make_student)
        self.meals = meals
        self.beside: list[tuple[str, int]] = []
        self._open = 0

    def make_student(self, submission: Any) -> FakeStudent:
        student = FakeStudent()
        meals = self.meals.get(submission.name, [])
        student.starved = meals.pop(0) if meals else Starved.NO  # type: ignore[attr-defined]
        return student

    @contextmanager
    def open(self, submission: Any) -> Any:
        self.beside.append((submission.name, self._open))
        self._open += 1
        with super().open(submission) as student:
            yield student
        self._open -= 1


@pytest.fixture(scope="module")
def examination() -> Examination:
    return Examination(Rubric(SOFTMAX))


def test_the_starved_are_asked_again_alone(examination: Examination, tmp_path: Path) -> None:
    """After all others, nothing else open; only the second grading counts and is stored."""
    found = [in_folder(write_submission(tmp_path / n, f"# {n}"), "python") for n in "abc"]
    workers = Starving(a=[Starved.PERHAPS], b=[Starved.YES])
    with Store(tmp_path / "store") as store:
        run = ClassRun(examination, store, "1.0", sandboxed=True)
        done: list[str] = []
        run.run(found, workers, 2, done.append)
        assert sorted(workers.opened[:3]) == ["a", "b", "c"]
        assert sorted(workers.beside[3:]) == [("a", 0), ("b", 0)]
        assert sorted(done) == ["a", "b", "c"]
        assert [entry.result.points for entry in run.entries()] == [100] * 3
    assert not run.faults


def test_the_starved_do_not_pile_up(
    examination: Examination, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their files wait too, so once there are several they are graded, and the class goes on."""
    monkeypatch.setattr(run_of_class, "MOST_STARVED", 1)
    monkeypatch.setattr(run_of_class, "WAITING_PER_JOB", 1)
    found = [in_folder(write_submission(tmp_path / n, f"# {n}"), "python") for n in "abc"]
    workers = Starving(a=[Starved.PERHAPS])
    with Store(tmp_path / "store") as store:
        ClassRun(examination, store, "1.0", sandboxed=True).run(found, workers, 1)
    assert workers.opened == ["a", "a", "b", "c"]


def test_a_machine_that_is_too_busy_costs_no_points(
    examination: Examination, tmp_path: Path
) -> None:
    """Starved even alone, it is not judged, and the next run of the command asks it again."""
    found = [in_folder(write_submission(tmp_path / n, f"# {n}"), "python") for n in "ab"]
    with Store(tmp_path / "store") as store:
        run = ClassRun(examination, store, "1.0", sandboxed=True)
        run.run(found, Starving(a=[Starved.YES] * 2), 2)
        a, b = run.entries()
        assert {item.outcome for item in a.result.items} == {"grader failed"}
        assert "other programs had this machine's processors" in a.result.problem
        assert b.result.points == 100
        again = ClassRun(examination, store, "1.0", sandboxed=True)
        again.run(found, Starving(), 2)
        assert [entry.result.points for entry in again.entries()] == [100, 100]


SPINS = """
import threading

def softmaxCost(*_):
    def spin():
        while True:
            pass
    threads = [threading.Thread(target=spin, daemon=True) for _ in range(15)]
    for thread in threads:
        thread.start()
    spin()
"""
SLOW = """
import time

def softmaxCost(*_):
    while time.process_time() < 0.4:
        pass
    return 1.0
"""
SLEEPS = """
import time

def softmaxCost(*_):
    time.sleep(100)
"""


def submission(folder: Path, code: str) -> Any:
    folder.mkdir()
    (folder / "softmaxCost.py").write_text(code)
    return in_folder(folder, "python")


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the kernel does not count")
def test_a_slow_submission_beside_sixteen_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the one processor that both have, the slow one answers or is known to be starved."""
    one = min(os.sched_getaffinity(0))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {one})
    slow, spins = submission(tmp_path / "slow", SLOW), submission(tmp_path / "spins", SPINS)
    sleeps = submission(tmp_path / "sleeps", SLEEPS)
    case = Case("softmaxCost", (np.zeros(2),))
    limits = Limits(wall_seconds=0.45, cpu_seconds=20)
    patient = Limits(wall_seconds=60, cpu_seconds=1)
    with (
        Workers(2, library=SOFTMAX.library, limits=limits) as workers,
        ThreadPoolExecutor(1) as pool,
    ):
        with workers.open(spins) as spinner, workers.open(slow) as student:
            spinning = pool.submit(spinner.answer, [case], limits=patient)
            (answer,) = student.answer([case])
            assert answer.failure is None or student.starved is Starved.YES
            (spun,) = spinning.result()
            assert spun.failure is not None
            assert spinner.starved is not Starved.YES
        with workers.open(sleeps) as student:
            (answer,) = student.answer([case])
            assert answer.failure is not None
            assert answer.failure.kind == "timeout"
            assert student.starved is Starved.NO
