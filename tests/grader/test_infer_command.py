"""`check --infer`, `rubric --infer` and `grade --conventions`, each with a stranger's port."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main

PORT = """
import numpy as np
from PIL import Image

def softmax_cost(x, y, w, reg):
    w = w.reshape(-1, x.shape[1])
    s = w.dot(x.T)
    p = np.exp(s - s.max(axis=0))
    p = p / p.sum(axis=0)
    t = np.eye(w.shape[0])[:, y]
    cost = -np.sum(t * np.log(p)) / len(x) + reg / 2 * np.sum(w**2)
    return cost, (-(t - p).dot(x) / len(x) + reg * w).ravel()

def predict(w, x):
    return np.argmax(w.dot(x.T), axis=0)
"""
"""Labels from 0, theta by rows, examples in rows, and arguments in an order of its own."""
WITHOUT_DECAY = PORT.replace(" + reg * w)", ")")
LEFT_OUT = '[adapter]\nabsent = ["computeNumericalGradient", "softmaxTrain"]\n'


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return done.exit_code, done.output


def rows(report: Path) -> dict[str, dict[str, str]]:
    text = (report / "gradebook.csv").read_text("utf-8")
    return {row["name"]: row for row in csv.DictReader(text.splitlines())}


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of two, the second without decay in the gradient; beside it a rubric."""
    folder = tmp_path_factory.mktemp("strangers")
    for name, text in (("ada", PORT), ("ben", WITHOUT_DECAY)):
        (folder / "class" / name).mkdir(parents=True)
        (folder / "class" / name / "regression.py").write_text(text)
    (folder / "rubric.toml").write_text(LEFT_OUT)
    return folder


def test_check_finds_the_conventions_of_a_port(strangers: Path) -> None:
    """The table is printed first, then the steps, which pass."""
    status, output = run("check", "--infer", strangers / "class" / "ada")
    assert status == 1  # training and the numerical gradient are not there
    table, steps = output.split("ok   Step 2: Cost")
    assert "Conventions that were found:\n[adapter]\n" in table
    assert 'examples_in = "rows"\n' in table
    assert 'softmaxCost = ["data", "labels", "theta", "lambda"]\n' in table
    assert "FAIL Step 2" not in steps
    assert "there is no module PIL here" in output


def test_a_file_that_cannot_be_read_is_what_keeps_its_functions_from_being_found(
    tmp_path: Path,
) -> None:
    """The line with the syntax error is named, and no function is said to be missing."""
    (tmp_path / "regression.py").write_text(PORT.replace("predict(w, x):", "predict(w, x);"))
    status, output = run("check", "--infer", tmp_path)
    assert status == 1
    assert "regression.py, line 14: syntax error: expected ':'." in output
    assert "Python 3 cannot read regression.py" in output
    assert "None was found" not in output
    assert "not begun" not in output
    assert "is missing" not in output


def test_a_cost_without_a_gradient_is_understood(tmp_path: Path) -> None:
    """The cost passes in its conventions, and what is missing is the gradient."""
    alone = PORT.replace("return cost, (-(t - p).dot(x) / len(x) + reg * w).ravel()", "return cost")
    (tmp_path / "regression.py").write_text(alone)
    _, output = run("check", "--infer", "--all", tmp_path)
    assert "ok   Step 2: Cost" in output
    assert "FAIL Step 2: Gradient" in output
    assert "softmaxCost returns no gradient: its second output is missing." in output
    assert "(nothing but Cost was found)" in output


def test_a_choice_between_functions_is_asked(tmp_path: Path) -> None:
    """Two of names that fit equally well are named, and none is said to be missing."""
    names = ("softmax_loss", "softmax_objective")
    two = "".join(PORT.replace("softmax_cost", name) for name in names)
    (tmp_path / "regression.py").write_text(two)
    _, output = run("check", "--infer", tmp_path)
    both = "regression.softmax_loss or regression.softmax_objective"
    assert f"# ? which is softmaxCost: {both}?\n" in output
    assert "which function is softmaxCost" not in output


def test_check_converts_python_2_if_asked(tmp_path: Path) -> None:
    """Without the option it is named, with the option that there is."""
    (tmp_path / "regression.py").write_text(PORT + "\nprint 'done'\n")
    status, output = run("check", "--infer", tmp_path)
    assert status == 1
    assert "`print 'done'` is Python 2" in output
    assert "--python2 checks it as it is when converted to Python 3.\n" in output
    _, output = run("check", "--infer", "--python2", tmp_path)
    assert "ok   Step 2: Cost" in output
    assert "ok   Step 5: Prediction" in output
    assert "--python2" not in output


def test_rubric_writes_a_table_with_the_evidence_for_each_line(strangers: Path) -> None:
    """It is TOML; each value has a comment above it, and open questions come last."""
    status, output = run("rubric", "--infer", strangers / "class" / "ada")
    assert status == 0, output
    assert tomllib.loads(output)["adapter"] == {
        "labels_from": 0,
        "theta_by": "rows",
        "examples_in": "rows",
        "functions": {
            "softmaxCost": "regression.softmax_cost",
            "softmaxPredict": "regression.predict",
        },
        "arguments": {
            "softmaxCost": ["data", "labels", "theta", "lambda"],
            "softmaxPredict": ["theta", "data"],
        },
    }
    lines = [line for line in output.splitlines() if line and not line.startswith("[")]
    values = [k for k, line in enumerate(lines) if not line.startswith("#")]
    assert len(values) == 7
    assert all(lines[k - 1].startswith("# ") for k in values)
    before = lines[lines.index("labels_from = 0") - 1]
    assert before.startswith("# agrees on 12 problems; with another value none of ")
    order = lines.index('softmaxCost = ["data", "labels", "theta", "lambda"]')
    assert lines[order - 1] == "# by the names of its parameters: softmax_cost(x, y, w, reg)"
    assert [line for line in lines if line.startswith("# ?")] == [
        "# ? which function is computeNumericalGradient? None was found by its name",
        "# ? which function is softmaxTrain? None was found by its name",
    ]


def test_rubric_compares_solutions(strangers: Path) -> None:
    """A table that most share, and what differs in the others as comments."""
    status, output = run("rubric", "--infer", *sorted((strangers / "class").iterdir()))
    assert status == 0, output
    assert tomllib.loads(output)["adapter"]["labels_from"] == 0
    assert f"# {strangers / 'class' / 'ben'} differs:" not in output


def test_grade_finds_the_conventions_of_each(strangers: Path, tmp_path: Path) -> None:
    """The right one has full marks, the wrong one its mistake, and both their conventions."""
    classroom, rubric = strangers / "class", strangers / "rubric.toml"
    way = ("grade", classroom, "--rubric", rubric, "--report", tmp_path / "grades")
    status, output = run(*way, "--conventions", "infer")
    assert status == 0, output
    graded = rows(tmp_path / "grades")
    assert graded["ada"]["points"] == graded["ada"]["of"] == "75"
    assert graded["ben"]["mistakes"].startswith("no decay in the gradient")
    for row in graded.values():
        assert 'labels_from = 0; theta_by = "rows"; examples_in = "rows"' in row["conventions"]


def test_grade_says_first_that_nothing_fits(strangers: Path, tmp_path: Path) -> None:
    """Before anything is graded, the run offers to have the conventions found."""
    classroom, rubric = strangers / "class", strangers / "rubric.toml"
    status, output = run("grade", classroom, "--rubric", rubric, "--report", tmp_path / "grades")
    assert status == 0, output
    first, second, *_, last = output.splitlines()
    assert first.startswith("None of the first 2 submissions fits the names and forms of the ")
    assert "ada is right in others: labels_from = 0; " in first
    assert second.endswith("stop and repeat with --conventions infer.")
    assert last.startswith("2 submissions graded")
    assert {row["points"] for row in rows(tmp_path / "grades").values()} == {"0"}


def test_grade_takes_the_conventions_of_a_file(strangers: Path, tmp_path: Path) -> None:
    """What `rubric --infer` wrote grades the class, and no row has conventions of its own."""
    table = tmp_path / "theirs.toml"
    ada = strangers / "class" / "ada"
    assert run("rubric", "--infer", ada, "-o", table)[0] == 0
    text = table.read_text().replace("[adapter]", LEFT_OUT.rstrip(), 1)
    table.write_text(text)
    status, output = run(
        "grade", strangers / "class", "--conventions", table, "--report", tmp_path / "grades"
    )
    assert status == 0, output
    graded = rows(tmp_path / "grades")
    assert graded["ada"]["points"] == "75"
    assert graded["ben"]["mistakes"].startswith("no decay in the gradient")
    assert {row["conventions"] for row in graded.values()} == {""}
    assert "--conventions infer" not in output


def test_what_a_class_cannot_be_made_without_is_asked(tmp_path: Path) -> None:
    """A constructor's argument that no name tells is named in the question, and nothing fails."""
    (tmp_path / "regression.py").write_text(
        "class Softmax:\n"
        "    def __init__(self, momentum):\n        self.momentum, self.W = momentum, None\n"
        "    def predict(self, X):\n        return X.dot(self.W).argmax(axis=1)\n"
    )
    _, output = run("check", "--infer", tmp_path)
    assert (
        "how is regression.Softmax.predict called? Softmax cannot be made without momentum: "
        "what is it?" in output
    )
    assert "FAIL" not in output


def test_an_error_of_arguments_that_were_guessed_is_only_a_question(tmp_path: Path) -> None:
    """Nobody is blamed for what a guess passes; an error in what the names tell is shown."""
    (tmp_path / "regression.py").write_text(
        "def predict(theta, holder):\n    return theta.dot(holder.next_batch(5)).argmax(axis=0)\n"
    )
    _, output = run("check", "--infer", tmp_path)
    assert "# ? how is regression.predict called?\n" in output
    assert "FAIL" not in output
    (tmp_path / "regression.py").write_text(
        "def predict(theta, data, test_labels):\n    return theta.dot(data).argmaximum(axis=0)\n"
    )
    _, output = run("check", "--infer", tmp_path)
    assert "FAIL Step 5: Prediction" in output


def test_the_function_that_hides_another_is_named(tmp_path: Path) -> None:
    """Of two functions that define others, the one with the right name inside is named."""
    (tmp_path / "regression.py").write_text(
        "def fit_line(x, y):\n    def line_cost(w):\n        return w\n    return 1\n\n"
        "def softmax_train(x, y):\n    def _softmaxCost(w):\n        return w\n    return 1\n"
    )
    _, output = run("check", "--infer", tmp_path)
    assert "softmaxCost? None was found by its name; regression.softmax_train defines" in output
    assert "line_cost" not in output


def test_a_bias_is_found_where_there_is_no_cost(tmp_path: Path) -> None:
    """Prediction alone tells whether a function adds a feature 1 to the data."""
    (tmp_path / "regression.py").write_text(
        "import numpy as np\n\ndef predict(X, W):\n"
        "    ones = np.ones((len(X), 1))\n"
        "    return np.hstack([ones, X]).dot(W).argmax(axis=1)\n"
    )
    _, output = run("check", "--infer", tmp_path)
    assert 'bias = "first"' in output
    assert "ok   Step 5: Prediction" in output
