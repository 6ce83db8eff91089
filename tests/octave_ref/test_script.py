"""softmaxExercise.m from end to end."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pysoftmax.resources import folder

OCTAVE_REF = folder("octave_ref")
pytestmark = pytest.mark.octave
Octave = Callable[..., str]


def check_run(printed: str) -> float:
    """The steps in order, the gradient's difference and the table; returns the accuracy."""
    positions = [printed.index(f"Step {step}: ") for step in range(6)]
    assert positions == sorted(positions)
    difference = re.search(r"relative difference: (\S+)", printed)
    assert difference is not None
    assert 0 < float(difference[1]) < 1e-8
    assert re.search(r"^ {9}1 +\d+( +\d\.\d{5}e[+-]\d\d){3}$", printed, re.MULTILINE)
    accuracy = re.search(r"^Accuracy: (\d\d\.\d{3})%$", printed, re.MULTILINE)
    assert accuracy is not None
    return float(accuracy[1])


def test_the_script_runs_from_any_folder(
    tmp_path: Path, octave_cli: Octave, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the embedded digits it prints its steps and gets more than 91 % right."""
    monkeypatch.delenv("PYSOFTMAX_MNIST", raising=False)
    assert check_run(octave_cli(OCTAVE_REF / "softmaxExercise.m", cwd=tmp_path)) > 91


def test_the_script_runs_on_a_folder_of_ones_own(
    tmp_path: Path, octave_cli: Octave, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder as argument goes before the environment's; its files may be compressed."""
    monkeypatch.setenv("PYSOFTMAX_MNIST", str(tmp_path / "nowhere"))
    for file in folder("digits").glob("*-ubyte"):
        other_name = file.name.replace("-idx", ".idx") + ".gz"
        (tmp_path / other_name).write_bytes(gzip.compress(file.read_bytes()))
    printed = octave_cli(OCTAVE_REF / "softmaxExercise.m", tmp_path, cwd=tmp_path)
    assert f"from {tmp_path}" in printed
    assert check_run(printed) > 91


def test_debug_ends_after_the_gradient_check(tmp_path: Path, octave_cli: Octave) -> None:
    """With DEBUG = true, steps 0 to 3 run on the small random problem, and no more."""
    script = (OCTAVE_REF / "softmaxExercise.m").read_text()
    assert "\nDEBUG = false;" in script
    debug = tmp_path / "debug.m"
    debug.write_text(script.replace("\nDEBUG = false;", "\nDEBUG = true;"))
    code = f"addpath('{OCTAVE_REF.as_posix()}'); run('{debug.as_posix()}');"
    printed = octave_cli("--eval", code, cwd=tmp_path)
    assert "Step 1: data: 100 random examples" in printed
    assert "Step 3: gradient check" in printed
    assert "Step 4" not in printed
