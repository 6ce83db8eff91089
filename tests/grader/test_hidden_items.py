"""The inputs of hidden items reach no process whose answers a student gets to see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.asker import Asker
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.reports import gradescope
from pysoftmax.grader.reports.view import for_students
from pysoftmax.grader.results import Example, ItemResult, SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.session import grade
from pysoftmax.grader.workers import Workers
from pysoftmax.languages import OCTAVE

from .fakes import FakeStudent
from .folders import in_folder

COST, PREDICT, NUMERICAL = "softmaxCost", "softmaxPredict", "computeNumericalGradient"


@pytest.mark.parametrize(
    ("hidden", "processes"),
    [
        ([], [{COST, PREDICT, NUMERICAL}]),
        (["cost"], [{PREDICT, NUMERICAL}, {COST}]),
        (["predict", "numerical-gradient"], [{COST}, {PREDICT, NUMERICAL}]),
        (["cost", "predict", "numerical-gradient"], [{COST, PREDICT, NUMERICAL}]),
    ],
)
def test_no_process_is_asked_visible_and_hidden_items(
    hidden: list[str], processes: list[set[str]]
) -> None:
    """Hidden items are asked together, apart from the visible ones; answers keep their order."""
    text = "\n".join(f"[items.{key}]\nvisible = false" for key in hidden)
    examination = Examination(Rubric.parse(text, SOFTMAX))
    student = FakeStudent()
    asker = Asker(student, examination.rubric, OCTAVE)
    items = [SOFTMAX.item(key) for key in ("numerical-gradient", "cost", "predict")]
    questions = [q for item in items for q in examination.questions(item, OCTAVE)]
    answers = asker.ask(questions)
    assert [set(call) for call in student.calls] == processes
    for question, answer in zip(questions, answers, strict=True):
        verdict = examination.judge(question.item, question.case, answer, question.expected)
        assert verdict.agrees


TELLS = """
import builtins
SEEN = builtins.__dict__.setdefault("seen", [])
"""


def test_a_message_cannot_contain_a_hidden_items_inputs(tmp_path: Path) -> None:
    """One function remembers its inputs and another tells them: there is nothing to tell."""
    (tmp_path / "softmaxPredict.py").write_text(
        f"{TELLS}\ndef softmaxPredict(*inputs):\n    SEEN.append(inputs)\n    return inputs[1][0]\n"
    )
    (tmp_path / "softmaxCost.py").write_text(
        f"{TELLS}\ndef softmaxCost(*_):\n    raise ValueError(f'remembered: {{len(SEEN)}}')\n"
    )
    hidden = "[items.predict]\nvisible = false\n[items.confidences]\nvisible = false"
    examination = Examination(Rubric.parse(hidden, SOFTMAX))
    submission = in_folder(tmp_path, "python")
    with (
        Workers(1, library=SOFTMAX.library, sandboxed=False, limits=Limits()) as workers,
        workers.open(submission) as student,
    ):
        result = grade(submission, student, examination, sandboxed=False)
    (cost,) = [item for item in result.items if item.name == "cost"]
    assert "remembered: 0" in cost.message


@pytest.mark.parametrize(
    ("names", "mistake", "message", "visibility"),
    [
        (True, "no decay in the gradient", "The mistake: no decay in the gradient.", "visible"),
        (True, "", "", "hidden"),
        (False, "no decay in the gradient", "", "hidden"),
    ],
)
def test_a_hidden_item_may_name_the_mistake(
    names: bool, mistake: str, message: str, visibility: str
) -> None:
    """The name and nothing else: no message, no formula, no input."""
    secret = Example("x = 123", "1", "2")
    item = ItemResult(
        "gradient", "Gradient", "softmaxCost", "failed", 0, 25, False, 6, 2,
        "grad(1) is 123", mistake, "formula", secret, names_mistake=names,
    )  # fmt: skip
    result = SubmissionResult("ann", "python", "", (item,))
    (shown,) = for_students(result).items
    assert (shown.message, shown.mistake) == (message, mistake if names else "")
    assert (shown.example, shown.fix, shown.asked) == (None, "", 0)
    (test,) = json.loads(gradescope.render(result))["tests"]
    assert test["visibility"] == visibility
    assert "123" not in json.dumps(test)
