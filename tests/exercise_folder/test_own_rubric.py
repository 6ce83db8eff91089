"""Items of a teacher's own in a rubric, and points by hand."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from pysoftmax.exercise.folder import exercise_in
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.rubric import Rubric, RubricError

Run = Callable[..., Result]

OWN = """
import numpy as np
from pysoftmax.exercise import Item, claim

def inputs(choices):
    value = choices.integer(1, 9)
    return np.array([value]), np.array([0])

CLAIMS = (claim("one-prediction", "rmse", "one prediction's error", inputs, ("error",)),)
ITEMS = (Item("one-prediction", "One prediction", "one-prediction", points=2),)
"""
RUBRIC = """
own = "own_items.py"

[items.one-prediction]
points = 3

[by-hand.style]
title = "Style"
points = 5

[by-hand.late]
title = "Late by"
"""


@pytest.fixture
def course(exercise: Path, tmp_path: Path) -> Path:
    """A rubric with an item of its own and points by hand, and three students."""
    (tmp_path / "rubric.toml").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "own_items.py").write_text(OWN, encoding="utf-8")
    for name, solution in (("Ada", "right-python"), ("Bob", "wrong-no-root"), ("=Cy", "")):
        if solution:
            shutil.copytree(exercise / "solutions" / solution, tmp_path / "class" / name)
    broken = tmp_path / "class" / "=Cy"
    broken.mkdir()
    (broken / "rmse.py").write_text("def rmse(predicted, actual)", encoding="utf-8")
    return tmp_path


@pytest.fixture
def grade(course: Path, exercise: Path, run: Run) -> Callable[[], Result]:
    """Grade the class."""
    return lambda: run(
        "grade", course / "class", "--exercise", exercise,
        "--rubric", course / "rubric.toml", "--report", course / "grades",
    )  # fmt: skip


def gradebook(course: Path) -> dict[str, dict[str, str]]:
    """The rows of the gradebook by name."""
    with (course / "grades" / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def test_an_item_of_ones_own_and_points_by_hand_are_in_every_report(
    course: Path, grade: Callable[[], Result]
) -> None:
    """The gradebook, the JSON report and the pages have the item's points and those by hand."""
    result = grade()
    assert result.exit_code == 0, result.output
    by_hand = course / "grades" / "by-hand.csv"
    assert f"Points by hand: fill in {by_hand} and repeat the command." in result.output
    assert by_hand.read_bytes() == b"name,id,style,late\r\n'=Cy,,,\r\nAda,,,\r\nBob,,,\r\n"
    rows = gradebook(course)
    assert {name: row["one-prediction"] for name, row in rows.items()} == {
        "Ada": "3",
        "Bob": "0",
        "'=Cy": "0",
    }
    assert (rows["Ada"]["points"], rows["Ada"]["of"], rows["Ada"]["style"]) == ("13", "18", "")

    by_hand.write_text("name,id,style,late\n'=Cy,,2,\nAda,,4.5,-1\nBob,,0,\nDee,7,3,\n")
    filled = by_hand.read_bytes()
    result = grade()
    assert result.exit_code == 0, result.output
    assert "by-hand.csv has points for 1 student without a submission; they are kept:" in (
        result.output
    )
    assert "  Dee (7)\n" in result.output
    assert by_hand.read_bytes() == filled
    rows = gradebook(course)
    assert rows["Ada"]["points"] == "16.5"
    assert (rows["Ada"]["style"], rows["Ada"]["late"]) == ("4.5", "-1")
    assert (rows["'=Cy"]["points"], rows["'=Cy"]["style"]) == ("2", "2")
    assert (rows["Bob"]["points"], rows["Bob"]["style"], rows["Bob"]["late"]) == ("0", "0", "")
    report = json.loads((course / "grades" / "report.json").read_text(encoding="utf-8"))
    assert report["rubric"]["by-hand"]["style"] == {"title": "Style", "points": 5.0}
    ada = next(one for one in report["submissions"] if one["name"] == "Ada")
    assert [(i["name"], i["outcome"], i["points"], i["max_points"]) for i in ada["items"]] == [
        ("error", "passed", 10, 10),
        ("one-prediction", "passed", 3, 3),
        ("style", "by hand", 4.5, 5),
        ("late", "by hand", -1, 0),
    ]
    page = (course / "grades" / "students" / "ada.html").read_text(encoding="utf-8")
    assert "Style" in page
    assert "4.5 / 5" in page
    assert "16.5 <small>of 18 points" in page
    assert '["by-hand","Style","4.5"]' in (course / "grades" / "index.html").read_text(
        encoding="utf-8"
    )


def test_a_spreadsheets_separators_and_a_new_student_keep_what_is_filled_in(
    course: Path, exercise: Path, grade: Callable[[], Result]
) -> None:
    """Semicolons, decimal commas and a column of notes stay; a new student gets a row."""
    (course / "grades").mkdir()
    by_hand = course / "grades" / "by-hand.csv"
    by_hand.write_text("\ufeffname;id;style;notes\nAda;;4,5;tidy, short\n", encoding="utf-8")
    result = grade()
    assert result.exit_code == 0, result.output
    assert by_hand.read_text(encoding="utf-8").splitlines() == [
        "\ufeffname;id;style;notes;late",
        "Ada;;4,5;tidy, short;",
        "'=Cy;;;;",
        "Bob;;;;",
    ]
    assert gradebook(course)["Ada"]["style"] == "4.5"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,id,style\nAda,,6\n", "style of Ada is '6'; expected a number up to 5"),
        ("name,id,style\nAda,,good\n", "style of Ada is 'good'; expected a number up to 5"),
        ("name,id,style\nAda,,nan\n", "style of Ada is 'nan'; expected a number up to 5"),
        ("name,id\nAda,\nAda,\n", "has two rows for Ada; delete one"),
        ("student,id\nAda,\n", "has no column name; expected name and id"),
    ],
)
def test_bad_points_are_refused_before_anything_is_graded(
    text: str, message: str, course: Path, grade: Callable[[], Result]
) -> None:
    """What is no points is reported with the student, and the file stays as it is."""
    (course / "grades").mkdir()
    by_hand = course / "grades" / "by-hand.csv"
    by_hand.write_text(text)
    result = grade()
    assert result.exit_code == 1
    assert message in result.output
    assert by_hand.read_text() == text
    assert not (course / "grades" / "gradebook.csv").exists()


def test_points_by_hand_need_no_grading_anew_and_an_own_item_does(course: Path) -> None:
    """The fingerprint of results depends on the file of own items, and not on rows by hand."""
    plain = Rubric.parse("", SOFTMAX).digest
    assert Rubric.parse('[by-hand.style]\ntitle = "S"', SOFTMAX).digest == plain
    exercise = exercise_in(course / "rmse")
    before = Rubric.read(course / "rubric.toml", exercise).digest
    (course / "own_items.py").write_text(OWN.replace("(1, 9)", "(1, 8)"))
    assert Rubric.read(course / "rubric.toml", exercise).digest != before


@pytest.mark.parametrize(
    ("rubric", "own", "message"),
    [
        (RUBRIC, "CLAIMS = ()", "own_items.py defines no ITEMS"),
        (RUBRIC, "CLAIMS = ()\nITEMS = 3", "ITEMS is 3; expected a tuple"),
        (RUBRIC, "1 / 0", "own_items.py cannot be loaded: ZeroDivisionError"),
        (RUBRIC, OWN.replace('"one-prediction"', '"error"'), "'error' is the name of two claims"),
        (
            RUBRIC,
            OWN.replace('"rmse"', '"mse"'),
            "is about mse; expected one of the functions, rmse",
        ),
        ('own = "none.py"', OWN, "none.py does not exist"),
        ("own = 1", OWN, "own is 1; expected a text"),
        ("[by-hand.error]", OWN, "by-hand.error is the name of another column"),
        ("[by-hand.id]", OWN, "by-hand.id is the name of another column"),
        ("[by-hand.style]\npoint = 1", OWN, "by-hand.style.point is not known"),
        ("[by-hand.style]\npoints = -1", OWN, "by-hand.style.points is -1; expected a number"),
    ],
)
def test_a_bad_rubric_says_what_is_wrong(rubric: str, own: str, message: str, course: Path) -> None:
    """The error names the file or the key, and what is expected."""
    (course / "rubric.toml").write_text(rubric)
    (course / "own_items.py").write_text(own)
    with pytest.raises(RubricError) as error:
        Rubric.read(course / "rubric.toml", exercise_in(course / "rmse"))
    assert message in str(error.value)
