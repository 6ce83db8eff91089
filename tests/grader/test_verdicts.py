"""Submissions right and wrong, graded through the command, each with its known verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from once import made_once

from pysoftmax.cli import main

from .classroom import EXPECTED, SUBMISSIONS, lay_out

RUBRICS = sorted({table.get("rubric", "") for table in EXPECTED.values()})


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """All submissions' results by name, as report.json tells them."""
    made: dict[str, dict[str, Any]] = made_once(
        tmp_path_factory, "verdicts", lambda: grade_all(tmp_path_factory)
    )
    return made


def grade_all(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    results = {}
    for rubric in RUBRICS:
        folder = tmp_path_factory.mktemp("class")
        for name, expected in EXPECTED.items():
            if expected.get("rubric", "") == rubric:
                lay_out(name, folder)
        options = ["--rubric", str(SUBMISSIONS / rubric)] if rubric else []
        results.update(grade(folder, tmp_path_factory.mktemp("report"), *options))
    return results


def grade(folder: Path, report: Path, *options: str) -> dict[str, dict[str, Any]]:
    done = CliRunner().invoke(
        main,
        ["grade", str(folder), "--report", str(report), "--jobs", "2", "--seed", "1", *options],
    )
    assert done.exit_code == 0, done.output
    document = json.loads((report / "report.json").read_text(encoding="utf-8"))
    return {entry["name"]: entry for entry in document["submissions"]}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_verdict_is_the_known_one(name: str, graded: dict[str, dict[str, Any]]) -> None:
    """Grade, failed items, named mistakes and remarks are those that the table gives."""
    expected, result = EXPECTED[name], graded[name]
    failed = {i["name"]: i["mistake"] for i in result["items"] if i["outcome"] == "failed"}
    assert failed == expected["failed"], json.dumps(result, indent=1)
    assert result["points"] == expected["points"]
    assert [r["kind"] for r in result["remarks"]] == expected.get("remarks", [])


def test_the_table_is_of_both_languages_and_large_enough() -> None:
    """There are forty submissions and more, in both languages, and a folder for each."""
    languages = {name.split()[0] for name in EXPECTED}
    folders = {p.name for p in SUBMISSIONS.iterdir() if p.is_dir() and p.name[:4] != "base"}
    assert languages == {"octave", "python"}
    assert len(EXPECTED) >= 40
    assert folders <= set(EXPECTED)


@pytest.mark.parametrize("name", ["python not trained", "python stopped early"])
def test_what_training_from_a_random_start_gives_is_told_without_figures(
    name: str, graded: dict[str, dict[str, Any]]
) -> None:
    """The start is drawn anew each time, and a report must not differ from run to run."""
    (training,) = [i for i in graded[name]["items"] if i["name"] == "training"]
    assert training["message"]
    assert not any(c.isdigit() for c in training["message"] + training["example"]["answer"])


def test_a_failure_comes_with_code_to_paste(graded: dict[str, dict[str, Any]]) -> None:
    """The smallest failing input is small, short, and in the submission's own language."""
    (octave,) = [
        i for i in graded["octave no decay in gradient"]["items"] if i["name"] == "gradient"
    ]
    assert octave["example"]["code"].startswith("theta = [")
    assert "numClasses = 2;\ninputSize = 2;" in octave["example"]["code"]
    (python,) = [i for i in graded["python no mean"]["items"] if i["name"] == "gradient"]
    namespace: dict[str, Any] = {}
    code = python["example"]["code"].replace("from softmaxCost import", "from pysoftmax import")
    exec(code, namespace)
    shown = [float(x) for x in python["example"]["expected"].strip("[]").split(",")]
    assert namespace["grad"] == pytest.approx(shown, abs=1e-5)


@pytest.mark.parametrize("name", ["python ground truth kept", "octave ground truth persistent"])
def test_what_is_kept_between_calls_is_named(name: str, graded: dict[str, dict[str, Any]]) -> None:
    """A function that is right only in its first call is not said to have a hard-coded size."""
    (cost,) = [i for i in graded[name]["items"] if i["name"] == "cost"]
    assert cost["message"] == (
        "softmaxCost is right in its first call, and wrong in a later one: it keeps something from "
        "one call to the next, such as a global or persistent variable that is set only once. "
        "Compute everything from the arguments."
    )
