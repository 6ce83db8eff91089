"""A class with attackers in it gets the grades that it would get without them."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main

HERE = Path(__file__).parent
SUBMISSIONS = HERE.parent / "submissions"
GOOD = ("base-python", "base-octave", "python no mean", "octave wrong axis")
ATTACKS = (
    "python/fork_bomb.py",
    "python/exits_on_import.py",
    "python/patches_numpy.py",
    "python/array_subclass.py",
    "python/forged_results.py",
    "python/forged_verdict.py",
    "python/leaves_threads.py",
    "python/prints_forever.py",
    "python/at_exit.py",
    "python/imports_reference.py",
    "octave/exits.m",
    "octave/kills_parent.m",
    "octave/meddles.m",
    "octave/forged_answers.m",
    "octave/clears_all.m",
)
FAIR = 50
"""An attacker keeps what it has earned: prediction and numerical gradient are right in its folder.
What it attacks with, its cost, earns nothing, nor does what builds on it."""


def lay_out_class(folder: Path, attacks: tuple[str, ...]) -> Path:
    for name in GOOD:
        language = "octave" if "octave" in name else "python"
        shutil.copytree(SUBMISSIONS / f"base-{language}", folder / name)
        shutil.copytree(SUBMISSIONS / name, folder / name, dirs_exist_ok=True)
    for attack in attacks:
        file = HERE / attack
        attacker = folder / f"x {file.parent.name} {file.stem}"
        shutil.copytree(SUBMISSIONS / f"base-{file.parent.name}", attacker)
        shutil.copy(file, attacker / f"softmaxCost{file.suffix}")
    return folder


def graded(folder: Path, report: Path, *options: str) -> dict[str, dict]:
    """Every submission's part of the report, without times."""
    fixed = ["--jobs", "2", "--seed", "1"]
    arguments = ["grade", str(folder), "--report", str(report), *fixed, *options]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    found = json.loads((report / "report.json").read_text())["submissions"]
    return {one["name"]: untimed(one) for one in found}


def untimed(value):
    if isinstance(value, dict):
        return {k: untimed(v) for k, v in value.items() if "second" not in k and k != "time"}
    return [untimed(entry) for entry in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "options",
    [
        pytest.param((), id="sandboxed"),
        pytest.param(("--unsandboxed",), id="unsandboxed", marks=pytest.mark.soak),
    ],
)
def test_attackers_change_no_grade_but_their_own(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Every other submission's result is the same to the letter, and attacking earns nothing."""
    alone = graded(lay_out_class(tmp_path / "alone", ()), tmp_path / "report-alone", *options)
    mixed = graded(lay_out_class(tmp_path / "mixed", ATTACKS), tmp_path / "report-mixed", *options)
    assert len(alone) == len(GOOD)
    assert len(mixed) == len(alone) + len(ATTACKS)
    assert {name: mixed[name] for name in alone} == alone
    for name in mixed.keys() - alone.keys():
        assert mixed[name]["points"] <= FAIR, name
