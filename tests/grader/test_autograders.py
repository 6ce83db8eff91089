"""Platforms' autograders, built and run in folders laid out as the platform lays them out."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.autograders import prairielearn
from pysoftmax.grader.autograders.classroom import output_line
from pysoftmax.grader.results import ItemResult, SubmissionResult

RUBRIC = "[items.error]\npoints = 8\n"


def run(*arguments: object) -> str:
    """What a command prints."""
    result = CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    path = tmp_path / "ours.toml"
    path.write_text(RUBRIC, encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An exercise of one's own, which is graded in no time."""
    run("new-exercise", tmp_path / "rmse")
    return tmp_path / "rmse"


def by_script(script: Path, **environment: str) -> None:
    """Run a platform's script with this Python."""
    subprocess.run(
        [str(script)],
        env={**os.environ, "PYSOFTMAX_PYTHON": sys.executable, **environment},
        check=True,
        timeout=300,
    )


def unpack(archive: Path, folder: Path) -> None:
    """Unpack an archive with its files' modes, as the platform does."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
        for member in opened.infolist():
            mode = member.external_attr >> 16
            if mode:
                (folder / member.filename).chmod(mode)


def test_gradescopes_archive_grades_a_submission(tmp_path: Path, rubric: Path, own: Path) -> None:
    """The archive, laid out under /autograder as Gradescope does it, leaves results.json.

    The hierarchy (source, submission, results, run_autograder) and the fields are those of
    https://gradescope-autograders.readthedocs.io/en/latest/specs/.
    """
    archive = tmp_path / "autograder.zip"
    run("gradescope", "build", rubric, "--exercise", own, "-o", archive)
    root = tmp_path / "autograder"
    (root / "results").mkdir(parents=True)
    unpack(archive, root / "source")
    shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
    shutil.copytree(own / "solutions" / "wrong-no-root", root / "submission")
    (root / "submission_metadata.json").write_text("{}", encoding="utf-8")
    by_script(root / "run_autograder", AUTOGRADER_ROOT=str(root))

    document = json.loads((root / "results" / "results.json").read_text("utf-8"))
    (test,) = document["tests"]
    assert document["score"] == 0
    assert (test["status"], test["score"], test["max_score"]) == ("failed", 0, 8)
    assert "square root" in test["output"]


def test_gradescopes_archive_is_as_documented(tmp_path: Path, rubric: Path) -> None:
    """setup.sh and run_autograder are at the root and executable; setup installs this version."""
    archive = tmp_path / "autograder.zip"
    rubric.write_text("[items.cost]\npoints = 30\n", encoding="utf-8")
    run("gradescope", "build", rubric, "-o", archive)
    with zipfile.ZipFile(archive) as opened:
        assert opened.namelist() == [
            "setup.sh", "run_autograder", "rubric.toml", "exercise-name", "seed"
        ]  # fmt: skip
        modes = [opened.getinfo(name).external_attr >> 16 for name in opened.namelist()[:2]]
        setup = opened.read("setup.sh").decode()
        assert modes == [0o755, 0o755]
        assert setup.startswith("#!/usr/bin/env bash\n")
        assert re.search(r"pip install 'pysoftmax\[grade,octave\]==\d+\.\d+", setup)
        assert int(opened.read("seed")) > 2**64
        assert opened.read("rubric.toml") == b"[items.cost]\npoints = 30\n"
    checked = subprocess.run(["bash", "-n"], input=setup.encode(), check=False, timeout=60)
    assert checked.returncode == 0


def test_prairielearns_question_grades_a_submission(
    tmp_path: Path, rubric: Path, own: Path
) -> None:
    """The question's tests, laid out under /grade as PrairieLearn does it, leave results.json.

    The directories, and a results folder that the grader must make, are those of
    https://prairielearn.readthedocs.io/en/latest/externalGrading/.
    """
    question = tmp_path / "questions" / "rmse"
    run("prairielearn", "build", rubric, "--exercise", own, "-o", question)
    info = json.loads((question / "info.json").read_text("utf-8"))
    options = info["externalGradingOptions"]
    assert (info["gradingMethod"], options["enabled"]) == ("External", True)
    assert options["entrypoint"] == "/grade/tests/run.sh"
    assert 0 < options["timeout"] <= 600
    assert 'file-names="rmse.py"' in (question / "question.html").read_text("utf-8")
    root = tmp_path / "grade"
    shutil.copytree(question / "tests", root / "tests")
    shutil.copytree(own / "solutions" / "right-python", root / "student")
    (root / "data").mkdir()
    (root / "data" / "data.json").write_text("{}", encoding="utf-8")
    by_script(root / "tests" / "run.sh", GRADE_ROOT=str(root))

    document = json.loads((root / "results" / "results.json").read_text("utf-8"))
    (test,) = document["tests"]
    assert (document["gradable"], document["score"]) == (True, 1.0)
    assert (test["points"], test["max_points"], test["message"]) == (8, 8, "passed")


def test_a_classroom_repository_reports_its_points(
    tmp_path: Path, rubric: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a repository with the workflow, the check writes the output that the reporter reads.

    The names of workflow and job, and the output's format, are those that
    https://github.com/classroom-resources/autograding-grading-reporter demands.
    """
    repository = tmp_path / "repository"
    shutil.copytree(own / "solutions" / "wrong-no-root", repository)
    run("classroom", "build", rubric, "--exercise", own, "-o", repository)
    workflow = (repository / ".github" / "workflows" / "classroom.yml").read_text("utf-8")
    assert workflow.splitlines()[1] == "name: Autograding Tests"
    assert re.findall(r"^  ([\w-]+):$", workflow.partition("jobs:")[2], re.M) == [
        "run-autograding-tests"
    ]
    assert 'PYSOFTMAX_RESULTS: "${{steps.pysoftmax.outputs.result}}"' in workflow

    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    printed = run("classroom", "check", repository)
    assert "0 of 8 points" in printed.splitlines()
    document = decoded((tmp_path / "output").read_text("utf-8"))
    assert (document["status"], document["max_score"]) == ("fail", 8)
    assert "square root" in document["tests"][0]["message"]
    assert "| failed | 0 |" in (tmp_path / "summary").read_text("utf-8")
    again = CliRunner().invoke(main, ["classroom", "build", "-o", str(repository)])
    assert again.exit_code == 1
    assert "exists; delete it first" in again.output


def decoded(line: str) -> dict[str, Any]:
    name, _, value = line.partition("=")
    assert name == "result"
    document: dict[str, Any] = json.loads(base64.b64decode(value))
    return document


def result(outcome: Any = "passed", problem: str = "") -> SubmissionResult:
    points = 10.0 if outcome == "passed" else 0.0
    item = ItemResult("cost", "Cost", "softmaxCost", outcome, points, 10.0, True, message="wrong")
    return SubmissionResult("", "python", "k", (item,), problem=problem)


def test_a_pass_is_reported_as_one() -> None:
    """A test's status is pass or fail, with a message only if it failed."""
    passed, failed = (decoded(output_line(result(o))) for o in ("passed", "failed"))
    assert (passed["version"], passed["status"], passed["max_score"]) == (1, "pass", 10)
    assert passed["tests"][0]["message"] is None
    assert (failed["status"], failed["tests"][0]["status"]) == ("fail", "fail")
    assert failed["tests"][0]["message"].strip() == "wrong"


def test_what_cannot_be_read_costs_no_attempt_on_prairielearn() -> None:
    """Such a submission is not gradable, and the reason is a format error."""
    document = json.loads(prairielearn.render(result("failed", "it is empty")))
    assert document == {"gradable": False, "format_errors": ["it is empty"]}


def test_a_score_is_between_0_and_1_on_prairielearn() -> None:
    """The score is a share of the points, whatever is given or taken off besides."""
    assert json.loads(prairielearn.render(result()))["score"] == 1.0
    assert json.loads(prairielearn.render(result("failed")))["score"] == 0.0


def test_an_exercise_of_ones_own_is_part_of_the_archive(tmp_path: Path, own: Path) -> None:
    """A folder's exercise travels with the autograder, without its solutions."""
    archive = tmp_path / "autograder.zip"
    run("gradescope", "build", "--exercise", own, "-o", archive)
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    assert "exercise/exercise.py" in names
    assert "exercise/reference/rmse.py" in names
    assert not any("solutions" in name for name in names)
    assert SOFTMAX.key not in str(names)
