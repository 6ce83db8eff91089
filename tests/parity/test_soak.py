"""A long run: a hundred thousand cases, one Octave, nothing left behind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.reference import of_pysoftmax
from pysoftmax.octave import OctaveSession, process
from pysoftmax.parity.octave_folder import in_octave
from pysoftmax.parity.run import compare_function, planned_cases
from pysoftmax.resources import folder
from pysoftmax.testing import tally

CASES = {
    "softmaxCost": 45_000,
    "softmaxPredict": 38_000,
    "computeNumericalGradient": 6_000,
    "minFunc": 3_000,
    "softmaxTrain": 2_000,
    "loadMNISTImages": 2_000,
    "loadMNISTLabels": 2_000,
    "display_network": 2_000,
}
GROWTH = 50 * 1024
"""In KB, as Linux counts resident memory."""


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def _zombies() -> list[str]:
    """Children of this process that ended and were not waited for."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, state, parent = stat.read_text().rpartition(")")[0], *_after_name(stat)
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state == "Z" and int(parent) == os.getpid():
            found.append(name)
    return found


def _after_name(stat: Path) -> tuple[str, str]:
    state, parent = stat.read_text().rpartition(")")[2].split()[:2]
    return state, parent


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which this process and its Octave put all their temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(process, "_memory_folder", lambda: str(tmp_path))
    return tmp_path


@pytest.mark.soak
@pytest.mark.octave
def test_a_hundred_thousand_cases_leave_no_trace(scratch: Path) -> None:
    """No disagreement; Octave grows by less than 50 MB; no zombie, no file remains."""
    assert sum(CASES.values()) == 100_000
    implementation = of_pysoftmax()
    with OctaveSession() as session:
        oracle = in_octave(SOFTMAX, session, folder("octave_ref"))
        assert session.pid
        assert list(scratch.iterdir()), "the files are somewhere else"
        for function in CASES:  # once around, so that everything is loaded
            compare_function(
                implementation, oracle, planned_cases(SOFTMAX, function, 500, 1), function, SOFTMAX
            )
        first = _resident(session.pid)
        for function, cases in CASES.items():
            planned = planned_cases(SOFTMAX, function, cases, seed=2)
            parity = compare_function(implementation, oracle, planned, function, SOFTMAX)
            tally.count(function, parity.cases)
            assert parity.cases >= cases
            assert not parity.disagreed, str(parity.by_count[0].smallest.verdict)
        grown = _resident(session.pid) - first
        print(f"Octave grew by {grown / 1024:.1f} MB, started {session.starts} times")
        assert session.starts == 1
        assert grown < GROWTH
    assert not _zombies()
    assert not [path for path in scratch.rglob("*") if not path.is_dir()]
    # oct2py keeps an empty folder for as long as this process lives.
    assert not list(scratch.glob("pysoftmax*"))
