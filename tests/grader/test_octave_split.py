"""Octave functions that share a file: each is graded as if it had a file of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.grader.submission.inside.octave_split import split_octave

BASE = Path(__file__).parent / "submissions" / "base-octave"
NAMES = ("softmaxCost", "softmaxPredict", "softmaxTrain", "computeNumericalGradient")
RIGHT = "\n".join((BASE / f"{name}.m").read_text() for name in NAMES)
RUN = """
model = softmaxTrain(8, 3, 1e-4, randn(8, 20), randi(3, 1, 20), struct('maxIter', 5));
pred = softmaxPredict(model, randn(8, 20));
for k = 1:3
  if k == 2, disp(pred(end)), end
end
"""
CLASS = {
    "script": {"softmaxExercise.m": f"1;\n{RIGHT}\n{RUN}"},
    "code first": {"main.m": f"clear; close all; clc\n{RUN}\n{RIGHT}"},
    "below another": {"homework.m": f"function homework()\n{RUN}\nend\n{RIGHT}"},
    "without end": {"main.m": "1;\n" + RIGHT.replace("\nend\n", "\n")},
    "in one of them": {"softmaxCost.m": RIGHT},
    "script of its name": {"softmaxCost.m": f"clear all;\n{RIGHT}\n{RUN}"},
    "wrong": {"main.m": f"1;\n{RIGHT}".replace("lambda * theta;", "2 * lambda * theta;")},
    "without a helper": {"main.m": f"1;\n{RIGHT}".replace("bsxfun(@minus, scores,", "minus_max(")},
}


def test_they_are_graded_with_a_remark(tmp_path: Path) -> None:
    """Right ones get full marks in each form, wrong ones lose theirs, and all get a remark."""
    for student, files in CLASS.items():
        (tmp_path / "class" / student).mkdir(parents=True)
        for name, text in files.items():
            (tmp_path / "class" / student / name).write_text(text)
    report = tmp_path / "report"
    CliRunner().invoke(main, ["grade", str(tmp_path / "class"), "--report", str(report)])
    rows = json.loads((report / "report.json").read_text("utf-8"))["submissions"]
    points = {row["name"]: row["points"] for row in rows}
    wrong = {"wrong", "without a helper"}
    assert {name: points[name] for name in CLASS if name not in wrong} == {
        name: 100.0 for name in CLASS if name not in wrong
    }
    assert 0 < points["wrong"] < 100
    assert points["without a helper"] < 100
    remarks = {row["name"]: json.dumps(row["remarks"]) for row in rows}
    assert all("each is graded as if it had a file of its own" in r for r in remarks.values())


HELPER = "function y = twice(x)\n  y = 2 * x;\nend\n"
FIRST = "function a = first(x)\n  a = twice(x)(end);\nend\n"


def made_of(text: str, wanted: str = "first", **others: str) -> dict[str, str]:
    files = {"all.m": text, **{f"{name}.m": other for name, other in others.items()}}
    made, _ = split_octave({name: one.encode() for name, one in files.items()}, [wanted])
    return {name: one.decode() for name, one in made.items()}


def test_a_function_comes_first_and_the_others_below() -> None:
    """The function that the file is named for is the first in it; no other code is taken along."""
    text = f"x = 1;\n{HELPER}{FIRST}disp(first(x))\n"
    assert made_of(text) == {"first.m": f"{FIRST}{HELPER}"}


@pytest.mark.parametrize(
    "text",
    [
        "function a = first(x)\n  a = x;\n  function inner(y)\n  end\nend\n",
        f"{FIRST}function b = other(x)\n  b = x;\n",
        f"{FIRST}{FIRST}",
        "% function a = first(x)\nx = 'function a = first(x)';\n",
        "x = functions(1);\n",
    ],
)
def test_what_cannot_be_told_apart_is_left_alone(text: str) -> None:
    """Nested functions, mixed endings, a name twice, and what only looks like a function."""
    assert made_of(text) == {}


def test_a_function_in_two_files_is_left_alone() -> None:
    """It cannot be known which one is meant."""
    assert made_of(f"1;\n{FIRST}", copy=f"1;\n{FIRST}") == {}


def test_its_own_file_is_taken_if_it_has_one() -> None:
    """A copy of a function in another file changes nothing."""
    assert made_of(f"1;\n{FIRST}", first="function a = first(x)\n a = 1;\nend\n") == {}


def test_a_file_of_another_name_is_left_to_be_renamed() -> None:
    """A function file whose first function is the only one of the exercise has the wrong name."""
    assert made_of(f"{FIRST}{HELPER}") == {}


@pytest.mark.parametrize("text", ["function " * 30_000, "if " * 100_000, "end\n" * 100_000])
def test_files_made_to_keep_it_busy_do_not(text: str) -> None:
    """A file full of keywords is looked at once."""
    assert made_of(text) == {}
