"""What a class of 100,000 costs: measured parts, and their sum on paper.

Run: ``python -m benchmarks.cost``. It grades a small class for the time that a submission takes,
sends 100,000 short calls through a scheduler and its workers into a store, reads the store, and
writes docs/cost.md. It takes half an hour on a quiet machine with two processors.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.environment import ROOT
from benchmarks.grading import COMMENT, grade, lay_out
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.items import ITEMS
from pysoftmax.grader.cluster import SETTINGS, Cluster
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.remote import Recipe, differences
from pysoftmax.grader.results import Example, ItemResult, SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.run import ClassRun, FanOut
from pysoftmax.grader.store import Store
from pysoftmax.grader.submission import Owner, Submission
from pysoftmax.grader.workers import Workers
from pysoftmax.grader.workers.processor_time import Starved
from pysoftmax.languages import PYTHON

CLASS = 100_000
WORKERS = 8
"""Of the scheduler. They only return a result, so they need no processors of their own."""
TOKENS = tuple(range(0, 75_000, 1000))
"""As many fingerprints as a solution of this exercise has."""

PAGE = """# What 100,000 submissions cost

Written by `python -m benchmarks.cost`, on a machine with {processors} processors that other
programs also used: the load was {before:.1f} when it began and {after:.1f} when it ended. On a
quiet machine the times by the clock are shorter; processor time depends less on what else runs.

| measured | figure |
| --- | --- |
{rows}

**Grading** is `pysoftmax grade --jobs {processors}` in the sandbox with every item checked, of
right solutions, which take longest.

**Scheduling** is what a cluster adds: {tasks} submissions went from a grader through a scheduler
to {workers} workers, which only returned a result of the usual size, and the grader stored it. The
time by the clock includes the workers', which run on the same {processors} processors. Grader and
scheduler work at the same time, so the busier of the two limits how many workers one grader can
use: here {most}, if all solutions are like these in Octave.

**Memory** is that of each process after a tenth of the class and after all of it. The grader keeps
a row for each submission, the index from which the reports are made; the results stay in the store.
"""


@dataclass(frozen=True)
class Scheduling:
    """What scheduling took for each submission, and the memory.

    Attributes
    ----------
    clock
        Seconds by the clock.
    grader, scheduler, workers
        Seconds of their processor time.
    early, late
        Megabytes of grader and scheduler after a tenth and after all submissions.
    row
        Bytes that the index takes for each submission.
    """

    clock: float
    grader: float
    scheduler: float
    workers: float
    early: tuple[float, float]
    late: tuple[float, float]
    row: float


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=100, help="submissions in each language")
    parser.add_argument("--tasks", type=int, default=CLASS, help="short calls")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "cost.md")
    asked = parser.parse_args()
    before = os.getloadavg()[0]
    processors = os.cpu_count() or 1
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        path = place / "results.sqlite"
        scheduling = scheduled(path, asked.tasks)
        rows += [
            ("scheduling and storing a submission: by the clock", ms(scheduling.clock)),
            ("processor time of the grader", ms(scheduling.grader)),
            ("processor time of the scheduler", ms(scheduling.scheduler)),
            (f"processor time of the {WORKERS} workers together", ms(scheduling.workers)),
            (f"memory after {asked.tasks // 10:,}: grader, scheduler", mb(scheduling.early)),
            (f"memory after {asked.tasks:,}: grader, scheduler", mb(scheduling.late)),
            ("the index in the grader's memory, for each submission", f"{scheduling.row:.0f} B"),
        ]
        say(rows[-7:])
        rows += stored(path, asked.tasks)
        say(rows[-4:])
        of_grading = []
        for language in COMMENT:
            clock = graded(language, asked.each, place)
            name = language.capitalize()
            of_grading += [
                (f"{name}: submissions graded per second", f"{1 / clock:.1f}"),
                (f"{name}: {CLASS:,} on this machine", f"{clock * CLASS / 3600:.1f} h"),
                (f"{name}: machines like this for {CLASS:,} in an hour", machines(clock)),
            ]
            say(of_grading[-4:])
    page = PAGE.format(
        processors=processors,
        before=before,
        after=os.getloadavg()[0],
        rows="\n".join(f"| {what} | {figure} |" for what, figure in [*of_grading, *rows]),
        workers=WORKERS,
        tasks=f"{asked.tasks:,}",
        most=int(processors * clock / max(scheduling.grader, scheduling.scheduler)),
    )
    asked.output.write_text(page, encoding="utf-8")
    print(f"{asked.output} written")


def say(rows: list[tuple[str, str]]) -> None:
    """Print what has been measured, for those who wait."""
    print(*(f"{what}: {figure}" for what, figure in rows), sep="\n", file=sys.stderr, flush=True)


def ms(seconds: float) -> str:
    """Return a time in milliseconds."""
    return f"{1000 * seconds:.2f} ms"


def machines(clock: float) -> str:
    """Return how many machines like this one a class takes for an hour."""
    return str(math.ceil(clock * CLASS / 3600))


def graded(language: str, count: int, place: Path) -> float:
    """Return the seconds by the clock that a submission takes on all processors."""
    for number in range(count):
        lay_out(language, number, place / language / f"{language}-{number}")
    seconds, _, _ = grade([place / language], place / f"grades-{language}")
    return seconds / count


def processor_time(of: int) -> float:
    """Return the seconds of processor time of this process, or of those it has waited for."""
    used = resource.getrusage(of)
    return used.ru_utime + used.ru_stime


def mb(pair: tuple[float, float]) -> str:
    """Return the memory of two processes."""
    return f"{pair[0]:.0f} MB, {pair[1]:.0f} MB"


def memory(pid: int | str = "self") -> float:
    """Return the resident memory of a process, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor_time_of(pid: int) -> float:
    """Return the seconds of processor time of a process that runs."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(file: Path) -> Iterator[tuple[str, int, list[int]]]:
    """Run a scheduler with workers, as docs/cluster.md says.

    Yields its address and its pid, and the workers' pids.
    """
    names = {name: name.upper().replace(".", "__").replace("-", "_") for name in SETTINGS}
    environment = {f"DASK_{names[name]}": str(value) for name, value in SETTINGS.items()}
    dask = [sys.executable, "-m", "distributed.cli.dask_"]
    scheduler = [*dask[:2], f"{dask[2]}scheduler", "--host", "127.0.0.1", "--port", "0"]
    worker = [*dask[:2], f"{dask[2]}worker", "--nthreads", "1", "--no-nanny"]
    both = ["--no-dashboard", "--scheduler-file", str(file)]
    started: list[subprocess.Popen[bytes]] = []
    try:
        for command in (scheduler, *[worker] * WORKERS):
            started.append(
                subprocess.Popen(
                    [*command, *both],
                    env={**os.environ, **environment},
                    cwd=ROOT,
                    stderr=subprocess.DEVNULL,
                )
            )
            while not file.exists():
                time.sleep(0.1)
        scheduler_pid, *workers = (process.pid for process in started)
        yield json.loads(file.read_text())["address"], scheduler_pid, workers
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def submissions(count: int) -> Iterator[Submission]:
    """Yield submissions without files; their names and keys are all different."""
    pack = io.BytesIO()
    for number in range(count):
        name = f"student {number:06}"
        files = ("softmaxCost.py", "softmaxPredict.py", "softmaxTrain.py")
        yield Submission(
            name, PYTHON, files, f"{number:064}", pack, owner=Owner(name), path=name, tokens=TOKENS
        )


def one_result() -> SubmissionResult:
    """Return a result as long as the usual one: an item failed, by a known mistake."""
    items = tuple(
        ItemResult(
            item.key,
            item.title,
            "",
            "passed" if k else "failed",
            item.points if k else 0.0,
            item.points,
            True,
            6,
            6 if k else 2,
            "" if k else "your cost matches the correct one, except that it is not divided by M.",
            "" if k else "no mean",
            behaviour="" if k else "0123456789abcdef01234567",
            example=None if k else Example("cost = f(theta)\n" * 8, "1.25", "0.25"),
        )
        for k, item in enumerate(ITEMS)
    )
    return SubmissionResult("student", "python", "0" * 64, items, seconds={"total": 1.0})


def short(name: str, key: str, result: SubmissionResult) -> tuple[SubmissionResult, Starved]:
    """Return a result, on a worker."""
    return replace(result, name=name, key=key), Starved.NO


def scheduled(path: Path, tasks: int) -> Scheduling:
    """Send short calls through a scheduler and its workers into a store."""
    from benchmarks.cost import short  # which a worker can import, unlike that of __main__

    result = one_result()
    examination = Examination(Rubric(SOFTMAX, seed=1))
    with (
        running(path.with_suffix(".json")) as (address, scheduler, others),
        Cluster(address, WORKERS) as cluster,
        Store(path) as store,
        Workers(1, sandboxed=False) as workers,
    ):
        early = (0.0, 0.0)
        done = 0

        def progress(_: str) -> None:
            nonlocal early, done
            done += 1
            if done % (tasks // 10) == 0:
                now = memory(), memory(scheduler)
                early = early if any(early) else now
                seconds = (time.perf_counter() - began) / done
                say([(f"after {done:,}: {ms(seconds)} each; grader, scheduler", mb(now))])

        run = ClassRun(examination, store, "1", sandboxed=True)
        fan_out = FanOut(
            cluster.executor(), lambda one: (short, (one.name, one.key, result)), cluster.threads
        )
        recipe = Recipe.of(examination.rubric, "softmax", "", sandboxed=False)
        cluster.check(differences, recipe)
        before = used(scheduler, others)
        began = time.perf_counter()
        run.run(submissions(tasks), workers, cluster.threads, progress, fan_out)
        clock = time.perf_counter() - began
        after = used(scheduler, others)
        grader, theirs, all_workers = ((b - a) / tasks for a, b in zip(before, after, strict=True))
        late = memory(), memory(scheduler)
        if run.faults or len(run.rows) != tasks:
            raise AssertionError(
                f"{len(run.rows)} rows, {len(run.faults)} faults: {run.faults[:1]}"
            )
    row = index_size(tasks)
    return Scheduling(clock / tasks, grader, theirs, all_workers, early, late, row)


def used(scheduler: int, workers: list[int]) -> tuple[float, float, float]:
    """Return the seconds of processor time of this process, the scheduler, and the workers."""
    ours = processor_time(resource.RUSAGE_SELF)
    return ours, processor_time_of(scheduler), sum(map(processor_time_of, workers))


def index_size(rows: int) -> float:
    """Return the bytes that a row of the index takes."""
    import tracemalloc

    rows = min(rows, 10_000)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store") as store:
        run = ClassRun(Examination(Rubric(SOFTMAX, seed=1)), store, "1", sandboxed=True)
        found = list(submissions(rows))
        tracemalloc.start()
        for one in found:
            run._register(one)
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return size / rows


def stored(path: Path, results: int) -> list[tuple[str, str]]:
    """Read the store of a class, and write another, for the time of each result and its bytes."""
    size = sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
    result = one_result()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store") as store:
        began = time.perf_counter()
        for k in range(results):
            store.put(f"{k:064}", replace(result, name=f"student {k}"))
        written = (time.perf_counter() - began) / results
        began = time.perf_counter()
        for k in range(results):
            if store.get(f"{k:064}").name != f"student {k}":
                raise AssertionError(f"result {k} is not what was written")
        read = (time.perf_counter() - began) / results
    return [
        (f"{results:,} results written, each stored at once", f"{ms(written)} each"),
        ("and read", f"{ms(read)} each"),
        ("a submission in the store, with its tokens", f"{size / results / 1000:.1f} kB"),
        (f"a store of {CLASS:,}", f"{size / results * CLASS / 1e9:.2f} GB"),
    ]


if __name__ == "__main__":
    main()
