"""The other commands on the exercise that `pysoftmax new-exercise` writes."""

from __future__ import annotations

import csv
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.mark.parametrize(("option", "file"), [((), "rmse.py"), (("--octave",), "rmse.m")])
def test_start_copies_the_starter_code(
    option: tuple[str, ...], file: str, exercise: Path, tmp_path: Path, run: Run
) -> None:
    """A student gets the starter file, and the command that checks it."""
    mine = tmp_path / "mine"
    result = run("start", mine, "--exercise", exercise, *option)
    assert result.exit_code == 0, result.output
    assert [path.name for path in mine.iterdir()] == [file]
    assert f"pysoftmax check --exercise {exercise} {mine}" in result.output


@pytest.mark.parametrize("language", ["python", "octave"])
def test_check_passes_a_right_solution(language: str, exercise: Path, run: Run) -> None:
    """The item passes with all its points."""
    solution = exercise / "solutions" / f"right-{language}"
    result = run("check", solution, "--exercise", exercise)
    assert result.exit_code == 0, result.output
    assert "10/10" in result.output


@pytest.mark.parametrize(
    ("solution", "message", "code"),
    [
        ("wrong-no-root", "this is the mean squared error: the square root is", "rmse("),
        ("wrong-sum", "the squares are added, but not divided by their number.", "rmse("),
    ],
)
def test_check_names_the_mistake(
    solution: str, message: str, code: str, exercise: Path, run: Run
) -> None:
    """A wrong solution, in either language, gets the mistake's message and a failing input."""
    result = run("check", exercise / "solutions" / solution, "--exercise", exercise)
    assert result.exit_code == 1, result.output
    words = " ".join(result.output.split())
    assert message in words
    assert code in words


def test_the_rubric_is_written_and_grades_a_class_of_both_languages(
    exercise: Path, tmp_path: Path, run: Run
) -> None:
    """Points of the written rubric, once changed, are in the gradebook, with the mistakes."""
    rubric, reports = tmp_path / "rubric.toml", tmp_path / "grades"
    assert run("rubric", "--exercise", exercise, "-o", rubric).exit_code == 0
    text = rubric.read_text(encoding="utf-8")
    assert tomllib.loads(text)["items"]["error"]["points"] == 10
    rubric.write_text(text.replace("points = 10", "points = 7"), encoding="utf-8")
    students = tmp_path / "class"
    for name, solution in (("Ada", "right-octave"), ("Bob", "wrong-sum"), ("Cy", "right-python")):
        shutil.copytree(exercise / "solutions" / solution, students / name)
    result = run("grade", students, "--exercise", exercise, "--rubric", rubric, "--report", reports)
    assert result.exit_code == 0, result.output
    with (reports / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert {name: row["language"] for name, row in rows.items()} == {
        "Ada": "octave",
        "Bob": "octave",
        "Cy": "python",
    }
    assert {name: row["error"] for name, row in rows.items()} == {"Ada": "7", "Bob": "0", "Cy": "7"}
    assert rows["Bob"]["mistakes"] == "sum"


def test_parity_compares_the_references(exercise: Path, tmp_path: Path, run: Run) -> None:
    """100 cases of the Python reference agree with the Octave files; a wrong file does not."""
    saved = tmp_path / "worst"
    result = run("parity", "--exercise", exercise, "--cases", 100, "--save", saved)
    assert result.exit_code == 0, result.output
    (row,) = [line.split() for line in result.output.splitlines() if line.startswith("rmse ")]
    assert row[1] == "100"
    wrong = exercise / "solutions" / "wrong-sum"
    options = ("--octave-dir", wrong, "--cases", 5, "--save", saved)
    result = run("parity", "--exercise", exercise, *options)
    assert result.exit_code == 1
    assert "DISAGREE" in result.output
