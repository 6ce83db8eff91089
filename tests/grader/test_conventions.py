"""What a course's table can say: each kind of convention, right and wrong."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.session import grade
from pysoftmax.languages import PYTHON

from .ports import MISTAKES, NUMERICAL, port, student

NAMED = """
[adapter.functions]
softmaxCost = "soft.cost"
softmaxPredict = "soft.predict"
"""
LEFT_OUT = 'absent = ["computeNumericalGradient", "softmaxTrain"]\n'

TABLES = {
    "as it is": NAMED,
    "labels as a column": 'labels_as = "column"' + NAMED,
    "labels as a row from 0": 'labels_as = "row"\nlabels_from = 0' + NAMED,
    "one-hot rows": 'labels_as = "one-hot rows"' + NAMED,
    "one-hot columns": 'labels_as = "one-hot columns"' + NAMED,
    "labels from 0, predicted from 1": "labels_from = 0\npredicted_from = 1" + NAMED,
    "theta a column": 'theta_as = "column"\ntheta_by = "rows"' + NAMED,
    "theta a matrix": 'theta_as = "matrix"' + NAMED,
    "theta transposed": 'theta_as = "transposed"\nmodel_theta = "transposed"' + NAMED,
    "model's theta flat": 'theta_by = "rows"\nmodel_theta = "vector"' + NAMED,
    "bias first": 'bias = "first"' + NAMED,
    "bias last, by rows": 'bias = "last"\ntheta_by = "rows"' + NAMED,
    "bias, examples in rows": 'bias = "last"\nexamples_in = "rows"' + NAMED,
    "without lambda": NAMED + '[adapter.arguments]\nsoftmaxCost = ["theta", "data", "labels"]\n',
    "decay in the code": "decay = 0.07"
    + NAMED
    + '[adapter.arguments]\nsoftmaxCost = ["theta", "data", "labels"]\n',
    "a tuple": NAMED
    + '[adapter.arguments]\nsoftmaxCost = ["theta", ["data", "labels"], "lambda"]\n',
    "predict takes labels": NAMED
    + '[adapter.arguments]\nsoftmaxPredict = ["theta", "data", "labels"]\n',
    "gradient first": NAMED + '[adapter.returns]\nsoftmaxCost = ["grad", "cost"]\n',
    "a triple": NAMED + '[adapter.returns]\nsoftmaxCost = ["_", "cost", "grad"]\n',
    "separate gradient": NAMED + 'grad = "soft.slope"\n',
    "a variable": NAMED + '[adapter.variables]\nlambda = "LAMBDA"\n',
    "methods": """
[adapter.functions]
softmaxCost = "soft.Softmax.cost"
grad = "soft.Softmax.slope"
softmaxPredict = "soft.Softmax.predict"
[adapter.constructors]
Softmax = ["numClasses", "inputSize"]
[adapter.attributes]
theta = "weights"
""",
}


@functools.cache
def examination(table: str) -> Examination:
    return Examination(Rubric.parse(f"[adapter]\n{LEFT_OUT}{table}", SOFTMAX))


class Files:
    """A submission of which nothing has been found but that it is there."""

    name, findings, language, key = "port", (), PYTHON, "key"


def graded(folder: Path, name: str, wrong: str = "") -> SubmissionResult:
    """The result of a port in the conventions of a table."""
    asked = examination(TABLES[name])
    text = port(asked.rubric.conventions, wrong)  # type: ignore[arg-type]
    with student(folder, {"soft.py": text, "computeNumericalGradient.py": NUMERICAL}) as one:
        return grade(Files(), one, asked, sandboxed=False)


@pytest.mark.parametrize("name", TABLES)
def test_a_right_port_gets_full_marks(tmp_path: Path, name: str) -> None:
    """A port that is right in the conventions of the table gets full marks."""
    result = graded(tmp_path, name)
    assert {i.name: (i.outcome, i.message) for i in result.items if i.max_points} == {
        "predict": ("passed", ""),
        "cost": ("passed", ""),
        "gradient": ("passed", ""),
        "overflow": ("passed", ""),
    }
    assert result.max_points == result.points == 75


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"without lambda"}))
def test_a_mistake_is_named_in_any_conventions(tmp_path: Path, name: str) -> None:
    """A gradient without its decay term is found and named, whatever the conventions."""
    result = graded(tmp_path, name, "no decay in the gradient")
    outcomes = {item.name: (item.outcome, item.mistake) for item in result.items}
    assert outcomes["cost"] == ("passed", "")
    assert outcomes["gradient"] == ("failed", "no decay in the gradient")
    (gradient,) = [item for item in result.items if item.name == "gradient"]
    assert gradient.example is not None
    compile(gradient.example.code, "example", "exec")


@pytest.mark.parametrize("wrong", sorted(set(MISTAKES) - {""}))
def test_no_mistake_passes_in_a_class(tmp_path: Path, wrong: str) -> None:
    """Each mistake in methods of a class costs points."""
    result = graded(tmp_path, "methods", wrong)
    assert result.points < result.max_points


def test_functions_that_a_course_leaves_out_are_not_asked_about() -> None:
    """`absent` removes the function's items, and those that build on them, and their points."""
    rubric = Rubric.parse('[adapter]\nabsent = ["softmaxPredict"]', SOFTMAX)
    assert list(rubric.items) == [
        "numerical-gradient",
        "cost",
        "gradient",
        "overflow",
        "training",
    ]
    assert rubric.points == 75
