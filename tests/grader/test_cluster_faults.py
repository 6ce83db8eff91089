"""A class on a cluster of several machines, of which one fails half-way: the gradebook is the same.

Soaks. Each machine is a network namespace; PYSOFTMAX_CLASS and PYSOFTMAX_FEW say how many
submissions a class has.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pysoftmax.exercise.loading import load_exercise
from pysoftmax.grader.cluster import Cluster
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.remote import Parcel, Recipe, grade_parcel
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.run import ClassRun, FanOut
from pysoftmax.grader.store import Store

from .fakes import FakeWorkers
from .networks import networks
from .test_cluster import exercise, found_in, kill_yourself, write_class

__all__ = ["exercise"]
pytestmark = pytest.mark.soak

CLASS = int(os.environ.get("PYSOFTMAX_CLASS", "1000"))
FEW = int(os.environ.get("PYSOFTMAX_FEW", "60"))
SOLUTIONS = Path(__file__).parent / "submissions"


def grading(folder: Path, exercise: str, report: Path, *more: str, **environment: str) -> Any:
    """The command, under way."""
    command = [sys.executable, "-m", "pysoftmax", "grade", str(folder), "--exercise", exercise]
    return subprocess.Popen(
        [*command, "--report", str(report), "--seed", "3", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environment},
    )


def gradebook(process: Any, report: Path, status: int = 0) -> tuple[bytes, str]:
    """The gradebook once the command has ended, and what it said."""
    said, _ = process.communicate()
    assert process.returncode == status, said
    file = report / "gradebook.csv"
    return file.read_bytes() if file.exists() else b"", said


def stored(report: Path) -> dict[str, str]:
    """The results that are stored by now."""
    try:
        place = f"file:{report / 'results.sqlite'}?mode=ro"
        with closing(sqlite3.connect(place, uri=True)) as database:
            return dict(database.execute("SELECT key, result FROM results"))
    except sqlite3.OperationalError:  # not made yet
        return {}


def wait_for(report: Path, count: int, process: Any) -> None:
    """Wait until so many results are stored."""
    while len(stored(report)) < count:
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.2)


def said(capsys: pytest.CaptureFixture[str], what: str, count: int, began: float) -> None:
    seconds = time.perf_counter() - began
    with capsys.disabled():
        load = os.getloadavg()[0]
        print(f"\n{count} by {what}: {seconds:.0f} s, with a load of {load:.0f} at the end")


def graded_alike(
    folder: Path, exercise: str, count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--jobs 2, local:2, and three machines of which a worker is killed half-way."""
    began = time.perf_counter()
    here, _ = gradebook(
        grading(folder, exercise, tmp_path / "here", "--jobs", "2"), tmp_path / "here"
    )
    said(capsys, "--jobs 2", count, began)
    assert here.count(b"\n") == count + 1
    began = time.perf_counter()
    local = grading(folder, exercise, tmp_path / "local", "--cluster", "local:2")
    assert gradebook(local, tmp_path / "local")[0] == here
    said(capsys, "--cluster local:2", count, began)
    with networks(tmp_path) as machines:
        address = machines.scheduler()
        machines.worker("a")
        machines.worker("b")
        began = time.perf_counter()
        process = grading(folder, exercise, tmp_path / "there", "--cluster", address)
        wait_for(tmp_path / "there", count // 2, process)
        machines.kill("a")
        assert gradebook(process, tmp_path / "there")[0] == here, machines.said("scheduler")
        assert len(stored(tmp_path / "there")) == count
        said(capsys, "two workers, one killed half-way", count, began)


def test_a_thousand_are_graded_alike(
    tmp_path: Path, exercise: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of an exercise that is graded in no time, 1,000 submissions have one gradebook."""
    folder = write_class(tmp_path / "class", exercise, CLASS)
    graded_alike(folder, str(exercise), CLASS, tmp_path, capsys)


def test_softmax_is_graded_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So have submissions of the softmax exercise, in both languages."""
    for number in range(FEW):
        kind, mark = (("python", "#"), ("octave", "%"))[number % 2]
        place = tmp_path / "class" / f"s{number:03}"
        shutil.copytree(SOLUTIONS / f"base-{kind}", place)
        file = place / ("softmaxCost.py" if kind == "python" else "softmaxCost.m")
        file.write_text(f"{file.read_text()}{mark} {number}\n")
    graded_alike(tmp_path / "class", "softmax", FEW, tmp_path, capsys)


@pytest.fixture
def few(tmp_path: Path, exercise: Path) -> tuple[Path, bytes]:
    """A small class, and its gradebook without a cluster."""
    folder = write_class(tmp_path / "class", exercise, FEW)
    report = tmp_path / "here"
    return folder, gradebook(grading(folder, str(exercise), report, "--jobs", "2"), report)[0]


def test_a_network_that_is_cut(tmp_path: Path, exercise: Path, few: tuple[Path, bytes]) -> None:
    """A worker that cannot be reached for some seconds costs nothing."""
    folder, here = few
    report = tmp_path / "there"
    with networks(tmp_path) as machines:
        address = machines.scheduler()
        machines.worker("a")
        machines.worker("b")
        process = grading(folder, str(exercise), report, "--cluster", address)
        wait_for(report, FEW // 3, process)
        machines.cut("a")
        time.sleep(5)
        machines.join("a")
        assert gradebook(process, report)[0] == here
        assert len(stored(report)) == FEW


def test_a_worker_that_hangs(tmp_path: Path, exercise: Path, few: tuple[Path, bytes]) -> None:
    """A worker that is not heard of for the scheduler's worker-ttl is given up."""
    folder, here = few
    report = tmp_path / "there"
    with networks(tmp_path, SCHEDULER__WORKER_TTL="15s") as machines:
        address = machines.scheduler()
        machines.worker("a")
        machines.worker("b")
        process = grading(folder, str(exercise), report, "--cluster", address)
        wait_for(report, FEW // 3, process)
        machines.stop("a")
        assert gradebook(process, report)[0] == here
        assert len(stored(report)) == FEW
        assert machines.runs("a")


def test_a_scheduler_that_is_restarted(
    tmp_path: Path, exercise: Path, few: tuple[Path, bytes]
) -> None:
    """The command ends with a line; the same command goes on with what is not stored."""
    folder, here = few
    report = tmp_path / "there"
    with networks(tmp_path) as machines:
        address = machines.scheduler()
        port = int(address.rpartition(":")[2])
        machines.worker("a")
        command = (folder, str(exercise), report, "--cluster", address)
        process = grading(*command)
        wait_for(report, FEW // 3, process)
        machines.kill("scheduler")
        _, words = gradebook(process, report, status=1)
        assert f"the cluster at {address} is gone" in words
        assert "What has been graded is kept; repeat the command to go on." in words
        assert "Traceback" not in words
        before = stored(report)
        assert FEW // 3 <= len(before) < FEW
        machines.kill("a")
        assert machines.scheduler(port=port) == address
        machines.worker("a")
        assert gradebook(grading(*command), report)[0] == here
        after = stored(report)
        assert {key: after[key] for key in before} == before
        assert len(after) == FEW


def test_a_grader_that_is_killed(tmp_path: Path, exercise: Path, few: tuple[Path, bytes]) -> None:
    """The same command goes on; the cluster has forgotten the first one."""
    folder, here = few
    report = tmp_path / "there"
    with networks(tmp_path) as machines:
        command = (folder, str(exercise), report, "--cluster", machines.scheduler())
        machines.worker("a")
        process = grading(*command)
        wait_for(report, FEW // 3, process)
        process.kill()
        process.communicate()
        before = stored(report)
        assert gradebook(grading(*command), report)[0] == here
        after = stored(report)
        assert {key: after[key] for key in before} == before
        assert len(after) == FEW


def test_with_certificates(tmp_path: Path, exercise: Path) -> None:
    """Scheduler, worker and grader know each other by certificates; without one nobody gets in."""
    folder = write_class(tmp_path / "class", exercise, 2)
    place = tmp_path / "tls"
    place.mkdir()
    certify(place)
    files = {"ca-file": "ca.pem", "cert": "own.pem", "key": "own.key"}
    options = [part for k, v in files.items() for part in (f"--tls-{k}", str(place / v))]
    certificates = {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(place / "ca.pem")}
    for what in ("CERT", "KEY"):
        own = str(place / f"own.{'pem' if what == 'CERT' else 'key'}")
        certificates[f"DASK_DISTRIBUTED__COMM__TLS__CLIENT__{what}"] = own
    with networks(tmp_path) as machines:
        address = machines.scheduler("--protocol", "tls", *options)
        assert address.startswith("tls://")
        machines.worker("a", *options)
        report = tmp_path / "there"
        process = grading(folder, str(exercise), report, "--cluster", address, **certificates)
        assert gradebook(process, report)[0].count(b"\n") == 3
        _, words = gradebook(
            grading(folder, str(exercise), tmp_path / "none", "--cluster", address),
            tmp_path / "none",
            status=1,
        )
        assert f"the cluster at {address} cannot be used: it needs certificates" in words
        assert "Traceback" not in words


def certify(place: Path) -> None:
    """Write an authority, and a certificate that it has signed."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=place, check=True, capture_output=True)

    new = ("-newkey", "rsa:2048", "-nodes", "-days", "2")
    openssl("req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca")
    openssl("req", *new[:3], "-keyout", "own.key", "-out", "own.csr", "-subj", "/CN=own")
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2")
    openssl("x509", "-req", "-in", "own.csr", *signed, "-out", "own.pem")


def test_what_kills_its_workers_takes_no_other_with_it(tmp_path: Path, exercise: Path) -> None:
    """Three workers end; the killer's verdict is stored, and the others have their points."""
    found = found_in(write_class(tmp_path / "class", exercise, 12), exercise)
    rubric = Rubric(load_exercise(exercise), seed=3)
    recipe = Recipe.of(rubric, str(exercise), "", sandboxed=True)
    deaths = tmp_path / "deaths"

    def call(one: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        if one.name == "s0004":
            return die_once_more, (str(deaths),)
        return grade_parcel, (recipe, Parcel.of(one))

    with Cluster("local:2") as cluster, Store(tmp_path / "results.sqlite") as store:
        run = ClassRun(Examination(rubric), store, "1", True)
        run.run(iter(found), FakeWorkers(), 2, fan_out=FanOut(cluster.executor(), call, 2))
        points = [entry.result.points for entry in run.entries()]
        problem = list(run.entries())[4].result.problem
        assert all(row.key in store for row in run.rows)
    assert points == [10, 0, 10, 0, 0, 0, 10, 0, 10, 0, 10, 0]
    assert problem == "each worker that graded it was ended; grade it by hand"
    assert deaths.read_text() == "xxx"


def die_once_more(deaths: str) -> None:
    """Note it, and end the worker."""
    with Path(deaths).open("a", encoding="utf-8") as file:
        file.write("x")
    kill_yourself()
