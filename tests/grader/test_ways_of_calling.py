"""Values in structs, by keyword, or for a function that is returned: a table says it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import Rubric, RubricError
from pysoftmax.grader.session import grade

from .ports import Files, student

STRANGERS = Path(__file__).parent / "strangers"
FROM_ZERO = 'absent = ["computeNumericalGradient", "softmaxTrain"]\nlabels_from = 0\n'
TABLES = {
    "wb_args": """theta_as = "matrix"
bias = "last"
bias_decays = false
[adapter.functions]
softmaxCost = "wb_args.softmax_loss"
softmaxPredict = "wb_args.predict"
[adapter.arguments]
softmaxCost = ["theta", "bias", "data", "labels", "lambda"]
softmaxPredict = ["theta", "bias", "data"]
[adapter.returns]
softmaxCost = ["cost", "grad", "bias"]
""",
    "wb_dict": """examples_in = "rows"
theta_as = "transposed"
model_theta = "transposed"
bias = "last"
bias_decays = false
[adapter.functions]
softmaxCost = "wb_dict.loss"
softmaxPredict = "wb_dict.predict"
[adapter.arguments]
softmaxCost = [{theta = "W", bias = "b"}, "data", "labels", "lambda"]
softmaxPredict = [{theta = "W", bias = "b"}, "data"]
""",
    "params_dict": """examples_in = "rows"
theta_as = "matrix"
[adapter.functions]
softmaxCost = "params_dict.loss"
softmaxPredict = "params_dict.predict"
[adapter.arguments]
softmaxCost = [{theta = "W"}, "data", "labels", "lambda"]
softmaxPredict = [{theta = "W"}, "data"]
""",
    "config_dict": """theta_by = "rows"
[adapter.functions]
softmaxCost = "config_dict.cost_function"
softmaxPredict = "config_dict.predict"
[adapter.arguments]
softmaxCost = ["theta", {numClasses = "num_classes", inputSize = "input_size", lambda = "lambda"},
               "data", "labels"]
softmaxPredict = ["theta", {numClasses = "num_classes", inputSize = "input_size"}, "data"]
""",
    "kwargs_only": """theta_by = "rows"
[adapter.functions]
softmaxCost = "kwargs_only.softmax_cost"
softmaxPredict = "kwargs_only.softmax_predict"
[adapter.arguments]
softmaxCost = ["theta"]
softmaxPredict = ["theta"]
[adapter.keywords.softmaxCost]
numClasses = "num_classes"
inputSize = "input_size"
data = "data"
labels = "labels"
lambda = "lam"
[adapter.keywords.softmaxPredict]
numClasses = "num_classes"
inputSize = "input_size"
data = "data"
""",
    "curried": """theta_by = "rows"
[adapter.functions]
softmaxCost = "curried.softmax_cost"
softmaxPredict = "curried.predictor"
[adapter.arguments]
softmaxCost = ["numClasses", "inputSize", "lambda"]
softmaxPredict = ["theta", "numClasses", "inputSize"]
[adapter.closures]
softmaxCost = ["theta", "data", "labels"]
softmaxPredict = ["data"]
""",
    "attrs_set": """theta_by = "rows"
[adapter.functions]
softmaxCost = "attrs_set.SoftmaxClassifier.cost"
softmaxPredict = "attrs_set.SoftmaxClassifier.predict"
[adapter.arguments]
softmaxCost = ["theta", "data", "labels"]
softmaxPredict = ["theta", "data"]
[adapter.attributes]
numClasses = "num_classes"
lambda = "lam"
""",
    "bias_in_data": """examples_in = "rows"
theta_as = "vector"
model_theta = "transposed"
theta_by = "rows"
bias = "first"
bias_decays = false
bias_given = true
[adapter.functions]
softmaxCost = "bias_in_data.Classifier.softmax_cost"
grad = "bias_in_data.Classifier.softmax_grad"
softmaxPredict = "bias_in_data.Classifier.predict"
[adapter.arguments]
softmaxCost = ["theta"]
grad = ["theta"]
softmaxPredict = ["data"]
[adapter.constructors]
Classifier = ["data", "labels", "numClasses", "lambda"]
[adapter.attributes]
theta = "theta"
""",
}
COSTS_HALF = {
    "wb_args": ("cost = -(gt", "cost = -0.5 * (gt"),
    "wb_dict": ("cost = -np.log(", "cost = -0.5 * np.log("),
    "params_dict": ("return data_loss + reg_loss, grads", "return data_loss / 2 + reg_loss, grads"),
    "config_dict": ("J = -1.0 / m", "J = -0.5 / m"),
    "kwargs_only": ("cost = -np.mean", "cost = -0.5 * np.mean"),
    "curried": ("cost = -np.sum", "cost = -0.5 * np.sum"),
    "attrs_set": ("J = -np.log(", "J = -0.5 * np.log("),
    "bias_in_data": ("return -np.mean(np.log", "return -0.5 * np.mean(np.log"),
}
"""By file: what halves the data term of its cost."""


def graded(folder: Path, name: str, text: str) -> SubmissionResult:
    examination = Examination(Rubric.parse(f"[adapter]\n{FROM_ZERO}{TABLES[name]}", SOFTMAX))
    with student(folder, {f"{name}.py": text}) as one:
        return grade(Files(), one, examination, sandboxed=False)


@pytest.mark.parametrize("name", TABLES)
def test_the_table_says_it(tmp_path: Path, name: str) -> None:
    """A right port gets full marks by a table that says how it is called."""
    result = graded(tmp_path, name, (STRANGERS / f"{name}.py").read_text())
    assert result.points == result.max_points == 75


@pytest.mark.parametrize("name", TABLES)
def test_the_failing_call_can_be_pasted(tmp_path: Path, name: str) -> None:
    """The shown code calls the function as the port's own, and gives the wrong number."""
    text = (STRANGERS / f"{name}.py").read_text()
    old, new = COSTS_HALF[name]
    assert text.count(old) == 1
    result = graded(tmp_path, name, text.replace(old, new))
    (cost,) = [item for item in result.items if item.name == "cost"]
    assert cost.mistake == "data term halved"
    assert cost.example is not None
    shown = f"{cost.example.code}\nprint(cost)"
    ran = subprocess.run(
        [sys.executable, "-c", shown], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.stderr == ""
    assert float(ran.stdout) == pytest.approx(float(cost.example.answer), rel=1e-9)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('[adapter.arguments]\nsoftmaxCost = [{theta = 1}, "data", "labels"]', "a name"),
        ('[adapter.arguments]\nsoftmaxCost = [{W = "W"}, "data", "labels"]', "has 'W'"),
        ('[adapter.arguments]\nsoftmaxCost = [{theta = "W"}, "theta", "data"]', "each once"),
        (
            '[adapter.arguments]\nsoftmaxCost = ["theta", "bias", "data", "labels"]',
            "bias is 'none'",
        ),
        ('[adapter.keywords]\nsoftmaxCost = "theta"', "adapter.keywords.softmaxCost"),
        ('[adapter.keywords.softmaxCost]\nW = "W"', "keywords.softmaxCost"),
        ('[adapter.closures]\nsoftmaxCost = "theta"', "adapter.closures.softmaxCost"),
    ],
)
def test_a_wrong_table_is_refused(line: str, message: str) -> None:
    """A line that names no value, or one twice, is refused with its key."""
    with pytest.raises(RubricError, match=message):
        Rubric.parse(line, SOFTMAX)
