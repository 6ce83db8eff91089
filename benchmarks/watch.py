"""The time from saving a file to the verdict of ``pysoftmax check --watch``.

Run: ``python -m benchmarks.watch``. It saves the right solution's softmaxCost in each language,
again and again, each time with another comment; every step but the numerical gradient and the
prediction depends on it.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.environment import ROOT

SOLUTIONS = ROOT / "tests" / "grader" / "submissions"
FILES = {"python": ("softmaxCost.py", "#"), "octave": ("softmaxCost.m", "%")}
PAUSE = 0.5
"""Seconds between a verdict and the next save: a student's are longer."""


def main() -> None:
    """Print the median, the least and the most of the times in each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=20, help="in each language")
    saves = parser.parse_args().saves
    for language in FILES:
        with tempfile.TemporaryDirectory() as folder:
            seconds = measure(language, Path(folder) / "mine", saves)
        print(
            f"{language:8} {statistics.median(seconds):.2f} s from saving to verdict (median of "
            f"{saves}; {min(seconds):.2f} to {max(seconds):.2f} s)"
        )


def measure(language: str, place: Path, saves: int) -> list[float]:
    """Return the seconds from each save to the line with the points."""
    shutil.copytree(SOLUTIONS / f"base-{language}", place)
    name, comment = FILES[language]
    right = (place / name).read_text()
    command = [sys.executable, "-m", "pysoftmax", "check", str(place), "--watch"]
    seconds = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        _wait_for_verdict(process)
        for number in range(saves):
            time.sleep(PAUSE)
            started = time.perf_counter()
            (place / name).write_text(f"{right}\n{comment} {number}\n")
            _wait_for_verdict(process)
            seconds.append(time.perf_counter() - started)
        process.terminate()
    return seconds


def _wait_for_verdict(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.endswith(" of 100 points\n"):
            return
    raise RuntimeError("check has ended")


if __name__ == "__main__":
    main()
