"""A submission that spins on all processors beside 50 that are right and slow: a soak."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .test_cluster import exercise

__all__ = ["exercise"]

RUNS = int(os.environ.get("PYSOFTMAX_RUNS", "10"))
RIGHT = 50
SECONDS = 1
RUBRIC = f"[items.error]\nseconds = {SECONDS}\n"
SLOW = """
import time

import numpy as np

asked = []


def rmse(predicted, actual):
    if not asked:  # half of the item's time, at the first call
        asked.append(True)
        while time.process_time() < 0.5:
            pass
    return np.sqrt(np.mean((predicted - actual) ** 2))
"""
SPINS = """
import os
import threading


def spin():
    while True:
        pass


def rmse(predicted, actual):
    for _ in range(4):
        try:
            if os.fork() == 0:
                break
        except OSError:
            break
    for _ in range(12):
        threading.Thread(target=spin, daemon=True).start()
    spin()
"""


@pytest.mark.soak
def test_a_spinning_submission_costs_no_other_a_point(
    tmp_path: Path, exercise: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In every run, each of 50 has full marks, and the one that spins has none."""
    for number in range(RIGHT):
        place = tmp_path / "class" / f"right-{number:02}"
        place.mkdir(parents=True)
        (place / "rmse.py").write_text(f"{SLOW}# {number}\n")
    (tmp_path / "class" / "a-spins").mkdir()
    (tmp_path / "class" / "a-spins" / "rmse.py").write_text(SPINS)
    (tmp_path / "rubric.toml").write_text(RUBRIC)
    for run in range(RUNS):
        report = tmp_path / f"report-{run}"
        command = [sys.executable, "-m", "pysoftmax", "grade", str(tmp_path / "class")]
        options = ["--exercise", str(exercise), "--rubric", str(tmp_path / "rubric.toml")]
        began = time.perf_counter()
        subprocess.run(
            [*command, *options, "--report", str(report), "--jobs", "2", "--seed", str(run)],
            check=True,
            capture_output=True,
        )
        seconds = time.perf_counter() - began
        with (report / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
            points = {row["name"]: float(row["points"]) for row in csv.DictReader(file)}
        assert points.pop("a-spins") == 0
        assert points == {f"right-{number:02}": 10.0 for number in range(RIGHT)}
        with capsys.disabled():
            load = os.getloadavg()[0]
            print(
                f"\nrun {run + 1}: 50 of 50 right in {seconds:.0f} s, load {load:.0f}", flush=True
            )
