"""`pysoftmax check`: what a student sees."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from pysoftmax.cli import main

from .classroom import lay_out


def check(folder: Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["check", str(folder)])
    return done.exit_code, done.output


def test_a_finished_solution_passes_every_step(tmp_path: Path) -> None:
    """A right one ends with full marks and exit status 0."""
    status, output = check(lay_out("python right helpers", tmp_path))
    assert status == 0, output
    assert "100 of 100 points" in output
    assert "FAIL" not in output


def test_a_failing_step_is_explained_and_the_rest_named(tmp_path: Path) -> None:
    """Step by step: passed, failed with its reason and an input to paste, not checked since."""
    status, output = check(lay_out("octave no decay in gradient", tmp_path))
    assert status == 1
    assert "ok   Cost" in output
    assert "FAIL Gradient" in output
    assert "without the decay term `lambda * theta`" in output
    assert "[cost, grad] = softmaxCost(theta, numClasses" in output
    assert "not checked, since gradient failed." in output


def test_an_unfinished_one_is_told_what_is_missing(tmp_path: Path) -> None:
    """The starter as it stands is no error, only unfinished."""
    status, output = check(lay_out("python untouched starter", tmp_path))
    assert status == 1
    assert output.count("nothing has been filled in") == 3


def test_a_folder_without_a_solution_is_refused(tmp_path: Path) -> None:
    """Nothing to check is an error that says where to look."""
    status, output = check(tmp_path)
    assert status != 0
    assert "no solution" in output
