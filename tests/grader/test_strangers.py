"""Ports as people publish them: their conventions are found, and their mistakes too."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.inference import Inferred, infer
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.session import grade

from .ports import Files, student

# Strangers use np.matrix, and divide infinities, in this process here.
pytestmark = [
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
]

STRANGERS = Path(__file__).parent / "strangers"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (STRANGERS / "expected.toml").read_text(encoding="utf-8")
)
PARTS = ("computeNumericalGradient", "softmaxTrain")
_made: dict[tuple[str, ...], Examination] = {}


def examination(name: str) -> Examination:
    """All that this port has a function for."""
    absent = tuple(part for part in PARTS if part not in EXPECTED[name].get("has", ()))
    if absent not in _made:
        rubric = Rubric(SOFTMAX, conventions=SoftmaxConventions(absent=absent))
        _made[absent] = Examination(rubric, next(iter(_made.values()), None))
    return _made[absent]


@pytest.fixture
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The files run in this process, whose folder and standard input are not theirs."""
    monkeypatch.chdir(tmp_path)
    with open(os.devnull) as nothing:  # noqa: PTH123
        monkeypatch.setattr("sys.stdin", nothing)
        monkeypatch.setattr("sys.argv", ["port.py"])
        yield


def graded(name: str, text: str, folder: Path) -> tuple[Inferred, SubmissionResult]:
    with student(folder, {f"{name}.py": text}) as one:
        course = examination(name)
        found = infer(one, course)
        rubric = replace(course.rubric, conventions=found.conventions)
        return found, grade(Files(), one, Examination(rubric, course), sandboxed=False)


@pytest.mark.usefixtures("_elsewhere")
@pytest.mark.parametrize("name", EXPECTED)
def test_a_right_port_is_judged_right(tmp_path: Path, name: str) -> None:
    """Nothing stays open, and every item passes but those that the port really lacks."""
    found, result = graded(name, (STRANGERS / f"{name}.py").read_text(), tmp_path)
    assert list(found.questions) == EXPECTED[name].get("asks", [])
    lacking = set(EXPECTED[name].get("without", ()))
    failed = {i.name: i.message for i in result.items if i.outcome == "failed" and i.max_points}
    assert set(failed) == lacking, failed


@pytest.mark.usefixtures("_elsewhere")
@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.soak if k % 5 else ()) for k, n in enumerate(EXPECTED)],
)
def test_a_mistake_in_it_is_named(tmp_path: Path, name: str) -> None:
    """One planted mistake loses its item and is named, whatever the conventions."""
    old, new = EXPECTED[name]["wrong"]
    text = (STRANGERS / f"{name}.py").read_text()
    assert text.count(old) == 1
    _, result = graded(name, text.replace(old, new), tmp_path)
    failed = {i.name: i.mistake for i in result.items if i.outcome == "failed" and i.max_points}
    assert failed.get(EXPECTED[name]["item"]) == EXPECTED[name]["mistake"], failed
    assert result.points < result.max_points


def test_there_are_at_least_24() -> None:
    """Each file is expected, and each expected file is there."""
    assert {path.stem for path in STRANGERS.glob("*.py")} == set(EXPECTED)
    assert len(EXPECTED) >= 24
