"""Submissions graded per second, and the memory it takes.

Run: ``python -m benchmarks.grading``. It grades right solutions, of which every item is checked,
by `pysoftmax grade` with its default rubric, in the sandbox: first Python's, then Octave's, then
all of them together. No two are alike, so that each is graded.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.environment import ROOT

SOLUTIONS = ROOT / "tests" / "grader" / "submissions"
COMMENT = {"python": "#", "octave": "%"}


def main() -> None:
    """Lay out the submissions, grade them, and print the rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=100, help="submissions in each language")
    each = parser.parse_args().each
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for language in COMMENT:
            for number in range(each):
                lay_out(language, number, place / language / f"{language}-{number}")
        for asked in (["python"], ["octave"], ["python", "octave"]):
            seconds, early, late = grade([place / language for language in asked], place / "grades")
            count = each * len(asked)
            print(
                f"{' and '.join(asked):18} {count:4} in {seconds:6.1f} s: {count / seconds:5.1f} "
                f"a second; memory {early:.0f} MB halfway, {late:.0f} MB at the end"
            )


def lay_out(language: str, number: int, place: Path) -> None:
    """Write a right solution that differs from the others by a comment."""
    shutil.copytree(SOLUTIONS / f"base-{language}", place)
    file = place / ("softmaxCost.py" if language == "python" else "softmaxCost.m")
    file.write_text(f"{file.read_text()}{COMMENT[language]} number {number}\n")


def grade(classes: list[Path], report: Path) -> tuple[float, float, float]:
    """Return seconds, and the most megabytes in the first half of that time and in all of it."""
    command = [sys.executable, "-m", "pysoftmax", "grade", *map(str, classes), "--seed", "1"]
    started = time.perf_counter()
    with subprocess.Popen([*command, "--report", str(report)], cwd=ROOT) as process:
        samples: list[float] = []
        over = threading.Event()
        watch = threading.Thread(target=_sample, args=(process.pid, samples, over))
        watch.start()
        status = process.wait()
        seconds = time.perf_counter() - started
        over.set()
        watch.join()
    if status:
        sys.exit(status)
    with (report / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        wrong = [row["name"] for row in csv.DictReader(file) if row["points"] != row["of"]]
    if wrong:
        sys.exit(f"right solutions were not graded as right: {', '.join(wrong)}")
    shutil.rmtree(report)
    half = max(1, len(samples) // 2)
    return seconds, max(samples[:half]), max(samples)


def _sample(pid: int, samples: list[float], over: threading.Event) -> None:
    """Record the memory of a process, in megabytes, until it is over."""
    page = os.sysconf("SC_PAGE_SIZE")
    while not over.wait(0.05):
        try:
            resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            return
        samples.append(resident * page / 1e6)


if __name__ == "__main__":
    main()
