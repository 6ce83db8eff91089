"""Every file in the guide is run as it is printed there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pysoftmax.testing import tally

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "testing-your-own.md"
BLOCK = re.compile(r"`([\w.]+)`:\n\n```\w+\n(.*?)```", re.DOTALL)

TESTS = {"compute_cost", "ridge", "init_centroids", "blocks", "arguments", "by_hand"}
M_FILES = {"computeCost.m", "ridge.m", "initCentroids.m", "blocks.m", "applied.m"}
PORTS = {"compute_cost.py", "ridge.py", "init_centroids.py", "blocks.py"}
FOLDER = {"functions.toml", "strategies.py"}

pytestmark = pytest.mark.octave


def _pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The guide's files."""
    text = GUIDE.read_text()
    blocks = dict(BLOCK.findall(text))
    assert set(blocks) == {f"test_{name}.py" for name in TESTS} | M_FILES | PORTS | FOLDER
    assert text.count("```") == 2 * len(blocks), "a block of code that belongs to no file"
    for name, content in blocks.items():
        (tmp_path / name).write_text(content)
    return tmp_path


def test_the_examples_pass(example: Path) -> None:
    """They pass, the summary counts their cases, and they pass from their recordings too."""
    run = _pytest(example, "--octave=require", "-W", "error")
    assert run.returncode == 0, run.stdout
    found = re.search(r"compared with Octave: ([\d,]+) cases \((.*)\)", run.stdout)
    assert found, run.stdout
    assert {part.rpartition(" ")[0] for part in found[2].split(", ")} == {
        "computeCost",
        "ridge",
        "initCentroids",
        "blocks",
        "applied",
        "max",
    }
    assert int(found[1].replace(",", "")) >= 900
    tally.count("computeCost", 200)
    chosen = ("test_compute_cost.py", "test_blocks.py")
    assert _pytest(example, "--octave=record", *chosen).returncode == 0
    again = _pytest(example, "--octave=replay", *chosen)
    assert again.returncode == 0, again.stdout
    assert "from recordings of Octave" in again.stdout


def test_the_table_of_functions_gives_the_report_shown(example: Path) -> None:
    """The rows of the guide: the same functions, ports and results."""
    command = [sys.executable, "-m", "pysoftmax", "parity", "--functions", "functions.toml"]
    run = subprocess.run(command, cwd=example, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    shown = re.findall(r"^(\w+) +(\S+) .*  (agree|no port|not tested)$", run.stdout, re.MULTILINE)
    assert shown == [
        ("applied", "-", "no port"),
        ("blocks", "blocks:blocks", "agree"),
        ("computeCost", "compute_cost:compute_cost", "agree"),
        ("initCentroids", "init_centroids:init_centroids", "not tested"),
        ("ridge", "ridge:ridge", "agree"),
    ]
    assert "AGREE: 3 of 5 functions agree" in run.stdout


FAULTS = {
    "compute_cost.py": (
        "X.T @ residual / m",
        "X.T @ residual / len(theta)",
        "m, residual, J agree; grad differs first: computeCost.m:9",
    ),
    "ridge.py": ('"centre", False', '"center", False', "output 1.offset"),
    "init_centroids.py": (" - 1", " - 2", "output 1: "),
    "blocks.py": (".mean(axis=0).T", ".mean(axis=1).T", "output 2: "),
    "computeCost.m": ("rows (X) != rows (y)", "false", "computeCost.m and Python disagree"),
}
"""By file: the right text, a wrong one, and what the report says of it."""


def _spoil(folder: Path, file: str) -> None:
    right, wrong, _ = FAULTS[file]
    text = (folder / file).read_text()
    assert right in text
    (folder / file).write_text(text.replace(right, wrong))


def test_wrong_ports_fail(example: Path) -> None:
    """A mistake in each port is found, and the report of its own test shows it."""
    for file in PORTS:
        _spoil(example, file)
    tests = [f"test_{file}" for file in sorted(PORTS)]
    run = _pytest(example, "--octave=require", *tests)
    assert run.returncode == 1, run.stdout
    reports = dict(re.findall(r"^_+ (test_\w+) _+$(.*?)(?=^[_=]+ )", run.stdout, re.M | re.S))
    sources = {file: (example / f"test_{file}").read_text() for file in PORTS}
    for file, source in sources.items():
        own = "".join(text for name, text in reports.items() if f"def {name}(" in source)
        assert FAULTS[file][2] in own, run.stdout


def test_a_wrong_original_fails(example: Path) -> None:
    """An error that Octave alone no longer raises is found and shown."""
    _spoil(example, "computeCost.m")
    run = _pytest(example, "--octave=require", "test_compute_cost.py")
    assert run.returncode == 1, run.stdout
    assert FAULTS["computeCost.m"][2] in run.stdout
