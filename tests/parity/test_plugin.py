"""The plugin: its options, its summary, and what it loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ONE_TEST = """
from pysoftmax.testing import tally

def test_one(octave):
    tally.count("plus")
    assert octave.call("plus", 1, 2).item() == 3
"""


def _pytest(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.octave
def test_the_summary_counts_what_was_compared(tmp_path: Path) -> None:
    """With a live Octave the test runs, and its case is counted."""
    (tmp_path / "test_one.py").write_text(ONE_TEST)
    run = _pytest(tmp_path, "--octave=require")
    assert run.returncode == 0, run.stdout
    assert "compared with Octave: 1 cases (plus 1)" in run.stdout


@pytest.mark.octave
def test_xdists_workers_are_counted_too(tmp_path: Path) -> None:
    """Each worker hands over its count."""
    (tmp_path / "test_one.py").write_text(ONE_TEST)
    (tmp_path / "test_two.py").write_text(ONE_TEST)
    run = _pytest(tmp_path, "--octave=require", "-n", "2")
    assert run.returncode == 0, run.stdout
    assert "compared with Octave: 2 cases (plus 2)" in run.stdout


def test_nothing_compared_fails_where_octave_is_required(tmp_path: Path) -> None:
    """A run that was to compare and did not is a failure, though every test passed."""
    (tmp_path / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    run = _pytest(tmp_path, "--octave=require")
    assert run.returncode == 1, run.stdout
    assert "nothing was compared" in run.stdout
    assert _pytest(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("option", "status", "words"),
    [
        ("--octave=auto", 0, "1 skipped"),
        ("--octave=skip", 0, "1 skipped"),
        ("--octave=require", 1, "--octave=require, but Octave is not installed"),
    ],
)
def test_without_octave(tmp_path: Path, option: str, status: int, words: str) -> None:
    """Where there is none, tests are skipped, or fail where it is required."""
    (tmp_path / "test_one.py").write_text(ONE_TEST)
    run = _pytest(tmp_path, option, OCTAVE_EXECUTABLE="/no/such/octave")
    assert run.returncode == status, run.stdout
    assert words in run.stdout


def test_a_soak_runs_only_when_asked(tmp_path: Path) -> None:
    """`--soak` runs what is marked so."""
    text = "import pytest\n\n@pytest.mark.soak\ndef test_long():\n    pass\n"
    (tmp_path / "test_soak.py").write_text(text)
    assert "1 skipped" in _pytest(tmp_path).stdout
    assert "1 passed" in _pytest(tmp_path, "--soak").stdout


def test_the_plugin_loads_nothing_heavy() -> None:
    """It is imported in every pytest run where pysoftmax is installed."""
    code = (
        "import sys, pysoftmax.testing.plugin\n"
        "print([m for m in ('oct2py', 'hypothesis', 'scipy', 'numba') if m in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
