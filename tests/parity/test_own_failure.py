"""What a failing test of `against_octave` prints, and how it is repeated."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.octave

M_FILE = """function [norms, largest] = rowNorms (A, p)
  norms = sum (abs (A) .^ p, 2) .^ (1 / p);
  largest = max (norms);
end
"""
TEST = """
import numpy as np
from hypothesis import example, given, settings, strategies as st
from hypothesis.extra.numpy import arrays

from pysoftmax.testing import against_octave


def row_norms(A, p):
    norms = np.sum(np.abs(A) ** p, axis=1) ** (1 / p)
    return WRONG, norms.max()


@settings(max_examples=30)
@example(np.array([[3.0, 4.0], [6.0, 8.0]]), 2)
@against_octave(
    "rowNorms.m", arrays(float, (2, 2), elements=st.floats(1, 9)), st.integers(1, 3), nargout=2
)
def test_row_norms(A, p):
    return row_norms(A, p)
"""


BUILD_SERVERS = {"CI", "GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI", "BUILDKITE", "CIRCLECI"}


def _pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "--octave=require", *arguments]
    # Where Hypothesis sees a build server, it keeps no database.
    at_home = {name: value for name, value in os.environ.items() if name not in BUILD_SERVERS}
    return subprocess.run(
        command, cwd=folder, env=at_home, capture_output=True, text=True, check=False
    )


def _files(folder: Path, wrong: str) -> Path:
    (folder / "rowNorms.m").write_text(M_FILE)
    (folder / "test_norms.py").write_text(TEST.replace("WRONG", wrong))
    return folder


def test_a_failure_fits_on_a_screen_and_can_be_repeated(tmp_path: Path) -> None:
    """The differing entries, the call by names, and two lines that give the same again."""
    run = _pytest(_files(tmp_path, "norms * [1, 2]"))
    assert run.returncode == 1, run.stdout + run.stderr
    report = run.stdout[run.stdout.index("= FAILURES") : run.stdout.index("short test summary")]
    assert len(report.splitlines()) <= 24, report
    assert "pysoftmax/testing" not in report
    for line in (
        "rowNorms.m and Python disagree",
        "output 1: 1 of 2 entries is wrong",
        "output 1[1]: Octave 10.0, Python 20.0 (allowed difference 1e-11)",
        "[out1, out2] = rowNorms (A, p)",
        "A = float64 2x2 [[3., 4.], [6., 8.]]",
        "p = 2",
    ):
        assert line in report
    python, octave = report[report.index("to repeat it") :].splitlines()[1:3]
    again = subprocess.run(
        [sys.executable, "-m", *python.split()], cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert "output 1[1]: Octave 10.0, Python 20.0" in again.stdout
    answer = subprocess.run(octave.strip(), shell=True, capture_output=True, text=True, check=True)
    assert re.search(r"out1 =\s+5\s+10\s+out2 = 10", answer.stdout), answer.stdout


def test_the_first_and_the_worst_entry_are_shown(tmp_path: Path) -> None:
    """Of several wrong entries, both; the others are counted."""
    run = _pytest(_files(tmp_path, "norms + [0.5, 1000]"))
    assert "output 1: 2 of 2 entries are wrong" in run.stdout
    assert "first  output 1[0]: Octave 5.0, Python 5.5" in run.stdout
    assert "worst  output 1[1]: Octave 10.0, Python 1010.0" in run.stdout


def test_an_error_of_python_is_shown_with_its_line(tmp_path: Path) -> None:
    """Only the frames of the test and the port are printed, and what Octave returned."""
    run = _pytest(_files(tmp_path, "norms[7]"))
    assert "the Python code is broken: IndexError" in run.stdout
    assert re.search(r"test_norms.py:\d+: return norms\[7\], norms.max\(\)", run.stdout)
    assert re.search(r"Octave returns array\(\[\[ ?5\.\],", run.stdout)
    assert "octave_tests.py" not in run.stdout


def test_settings_above_count(tmp_path: Path) -> None:
    """@settings and @example count where they stand above against_octave."""
    run = _pytest(_files(tmp_path, "norms"))
    assert run.returncode == 0, run.stdout
    compared = re.search(r"compared with Octave: (\d+) cases", run.stdout)
    assert compared
    assert 20 <= int(compared[1]) <= 31, "the example and at most 30 different ones"
    assert not (tmp_path / ".pysoftmax").exists()


def test_a_failing_case_is_remembered(tmp_path: Path) -> None:
    """Hypothesis's database replays the failure of this test, and of no other."""
    text = TEST.replace("WRONG", "norms + (A > 8.5).any()").replace("@example(", "# (")
    _files(tmp_path, "norms")
    (tmp_path / "test_norms.py").write_text(text)
    first = _pytest(tmp_path)
    assert first.returncode == 1, first.stdout
    database = tmp_path / ".hypothesis" / "examples"
    assert database.is_dir()
    assert any(database.rglob("*"))
