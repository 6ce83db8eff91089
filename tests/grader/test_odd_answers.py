"""Whatever an answer is made of, its submission gets a result that can be kept and shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.reports import write_reports
from pysoftmax.grader.reports.view import ClassView, Entry
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.session import grade
from pysoftmax.grader.workers import Workers

from .fakes import FakeStudent, write_submission
from .folders import in_folder

LARGEST = 1.7976931348623157e308
ODD: dict[str, Any] = {
    "NaN": np.array(np.nan),
    "infinite": np.array([np.inf, -np.inf]),
    "largest": np.full((4, 3), LARGEST),
    "smallest": np.array(5e-324),
    "whole numbers": np.array([2**64 - 1], dtype=np.uint64),
    "complex": np.array([1j, complex(np.nan, np.inf)]),
    "single": np.array(3.4e38, dtype=np.float32),
    "truth values": np.array([True, False]),
    "nothing": np.empty((0, 5)),
    "eight dimensions": np.zeros((1, 2, 1, 1, 1, 2, 1, 1)),
    "struct": {"optTheta": np.full((2, 2), np.nan)},
    "empty struct": {},
    "struct of structs": {"optTheta": {"optTheta": np.zeros(3)}},
}


@pytest.fixture(scope="module")
def examination() -> Examination:
    return Examination(Rubric(SOFTMAX))


def graded(odd: FakeStudent, examination: Examination, folder: Path) -> SubmissionResult:
    submission = in_folder(write_submission(folder / "anna"), "python")
    return grade(submission, odd, examination, sandboxed=True)


def assert_kept_and_shown(result: SubmissionResult, folder: Path) -> None:
    again = SubmissionResult.from_json(result.to_json())
    assert again == result
    entries = [Entry(again, "anna")]
    write_reports(ClassView(Rubric(SOFTMAX, seed=1), "1.0", True, lambda: iter(entries)), folder)


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_an_odd_value_fails_and_is_reported(
    value: Any, examination: Examination, tmp_path: Path
) -> None:
    """If every output is the odd value, there are no points, and the reports are written."""

    def change(case: Case, answer: Answer) -> Answer:
        return Answer((value,) * case.nargout)

    result = graded(FakeStudent(change), examination, tmp_path)
    assert result.points == 0
    assert_kept_and_shown(result, tmp_path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -LARGEST, LARGEST])
def test_one_odd_entry_among_right_ones_fails(
    value: float, examination: Examination, tmp_path: Path
) -> None:
    """One entry of each array is odd, all others are right."""

    def spoilt(right: Any) -> Any:
        if isinstance(right, dict):
            return {name: spoilt(field) for name, field in right.items()}
        numbers = np.array(right, dtype=float)
        numbers.reshape(-1)[-1:] = value
        return numbers

    def change(case: Case, answer: Answer) -> Answer:
        return Answer(tuple(map(spoilt, answer.values)))

    result = graded(FakeStudent(change), examination, tmp_path)
    assert result.points == 0
    assert_kept_and_shown(result, tmp_path)


FORGED = """
import os

HEADER = b'{"case": 0, "outputs": OUTPUTS}\\n'

def softmaxCost(*_):
    os.write(3, HEADER.replace(b"OUTPUTS", OUTPUTS))
    os._exit(0)
"""


@pytest.mark.parametrize(
    ("outputs", "said"),
    [(b"[]", "0 of 2 outputs"), (b"[{}]", "1 of 2 outputs"), (b"[{}, {}, {}]", "3 of 2 outputs")],
)
def test_a_reply_without_its_outputs_is_invalid(outputs: bytes, said: str, tmp_path: Path) -> None:
    """A reply that has fewer or more outputs than were asked for is no answer."""
    code = f"OUTPUTS = {outputs!r}\n{FORGED}"
    (tmp_path / "softmaxCost.py").write_text(code)
    case = Case("softmaxCost", (np.zeros(2),), 2)
    with (
        Workers(1, library=SOFTMAX.library, sandboxed=False, limits=Limits()) as workers,
        workers.open(in_folder(tmp_path, "python")) as student,
    ):
        (answer,) = student.answer([case])
    assert answer.failure is not None
    assert answer.failure.kind == "invalid"
    assert said in answer.failure.message
