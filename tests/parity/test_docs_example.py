"""The guide's example is run as it stands there."""

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

FILES = {"rowNorms.m", "row_norms.py", "test_row_norms.py", "test_by_hand.py"}

pytestmark = pytest.mark.octave


def _pytest(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--octave=require",
        "-p",
        "no:cacheprovider",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The guide's files."""
    blocks = dict(BLOCK.findall(GUIDE.read_text()))
    assert set(blocks) == FILES
    for name, text in blocks.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_the_example_passes(example: Path) -> None:
    """It passes, and says how many cases it compared."""
    run = _pytest(example)
    assert run.returncode == 0, run.stdout
    found = re.search(r"compared with Octave: (\d+) cases \(max 1, rowNorms \d+\)", run.stdout)
    assert found, run.stdout
    assert int(found[1]) >= 200
    tally.count("rowNorms", int(found[1]))


@pytest.mark.parametrize(
    ("file", "right", "wrong", "words"),
    [
        ("row_norms.py", "axis=1", "axis=0", "rowNorms.m and Python disagree"),
        ("rowNorms.m", "p < 1", "p < 0", "p is 0.5; a norm needs at least 1"),
    ],
)
def test_a_wrong_port_fails(example: Path, file: str, right: str, wrong: str, words: str) -> None:
    """A mistake in either file, or an error on one side alone, is found and shown."""
    text = (example / file).read_text()
    assert right in text
    (example / file).write_text(text.replace(right, wrong))
    run = _pytest(example)
    assert run.returncode == 1, run.stdout
    assert words in run.stdout
