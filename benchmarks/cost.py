"""What a class of 100,000 costs: measured parts, and their sum on paper.

Run: ``python -m benchmarks.cost``. It grades a small class for the seconds that a submission takes,
sends short calls through a scheduler with two workers for the overhead of each, writes and reads
results for the growth of the store, and prints docs/cost.md's figures as a table.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import tempfile
import time
from collections import deque
from dataclasses import replace
from pathlib import Path

from benchmarks.grading import COMMENT, grade, lay_out
from pysoftmax.exercise.softmax.items import ITEMS
from pysoftmax.grader.cluster import Cluster
from pysoftmax.grader.results import Example, ItemResult, SubmissionResult
from pysoftmax.grader.store import Store

CLASS = 100_000
AHEAD = 6
"""Calls under way: three for each worker, as in grading."""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=100, help="submissions in each language")
    parser.add_argument("--tasks", type=int, default=CLASS, help="short calls")
    parser.add_argument("--results", type=int, default=CLASS, help="results to store")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    rows = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for language in COMMENT:
            for number in range(asked.each):
                lay_out(language, number, place / language / f"{language}-{number}")
            seconds, _, _ = grade([place / language], place / f"grades-{language}")
            each = seconds / asked.each
            slowest = max(slowest, each)
            hours = each * CLASS / 3600
            rows.append((f"{language}: {asked.each} graded", f"{each:.3f} s each"))
            rows.append((f"{language}: {CLASS:,} at this rate", f"{hours:.1f} h"))
        call, megabytes = overhead(asked.tasks)
        rows.append((f"{asked.tasks:,} short calls, two workers", f"{1000 * call:.2f} ms each"))
        rows.append(("what grader and scheduler grew by then", f"{megabytes:.0f} MB"))
        written, read, size = store(place / "results.sqlite", asked.results)
        rows.append((f"{asked.results:,} results written", f"{1000 * written:.2f} ms each"))
        rows.append(("and read", f"{1000 * read:.2f} ms each"))
        rows.append(("a result in the store", f"{size / 1000:.1f} kB"))
        rows.append((f"a store of {CLASS:,}", f"{size * CLASS / 1e9:.1f} GB"))
    machines = math.ceil((slowest + call) * CLASS / 3600)
    rows.append((f"machines like this one for {CLASS:,} in an hour", f"{machines}"))
    print(f"On {os.cpu_count()} processors, with a load of {load:.1f} at the start.\n")
    print("| measured | figure |\n| --- | --- |")
    print("\n".join(f"| {what} | {figure} |" for what, figure in rows))


def overhead(tasks: int) -> tuple[float, float]:
    """Return the seconds per short call, and the megabytes that this process grew by."""
    with Cluster("local:2") as cluster, cluster.executor() as executor:
        waiting = deque(executor.submit(abs, -k) for k in range(AHEAD))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        for k in range(AHEAD, tasks):
            waiting.popleft().result()
            waiting.append(executor.submit(abs, -k))
        while waiting:
            waiting.popleft().result()
        seconds = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return seconds / tasks, (after - before) / 1024


def store(path: Path, results: int) -> tuple[float, float, float]:
    """Return the seconds to write and to read a result, and its bytes."""
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
    one = SubmissionResult("student", "python", "0" * 64, items, seconds={"total": 1.0})
    with Store(path) as stored:
        started = time.perf_counter()
        for k in range(results):
            stored.put(f"{k:064}", replace(one, name=f"student {k}"))
        written = time.perf_counter() - started
        started = time.perf_counter()
        for k in range(results):
            stored.get(f"{k:064}")
        read = time.perf_counter() - started
    size = sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
    return written / results, read / results, size / results


if __name__ == "__main__":
    main()
