"""Packages of strangers: their functions are found below the top folder, and import each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.inference import infer
from pysoftmax.grader.rubric import Rubric

from .ports import student

COST = """
import numpy as np
from {utils} import probabilities

def softmax_cost(theta, num_classes, input_size, lam, data, labels):
    W = theta.reshape(num_classes, input_size)
    m = data.shape[1]
    p = probabilities(W, data)
    gt = np.eye(num_classes)[:, labels]
    cost = -(gt * np.log(p)).sum() / m + lam / 2 * (W**2).sum()
    return cost, (-(gt - p) @ data.T / m + lam * W).ravel()
"""
UTILS = """
import numpy as np

def probabilities(W, data):
    z = W @ data
    z = z - z.max(axis=0)
    return np.exp(z) / np.exp(z).sum(axis=0)
"""
PREDICT = """
from {utils} import probabilities

def softmax_predict(theta, data):
    return probabilities(theta, data).argmax(axis=0)
"""
BESIDE = {
    "setup.py": "from setuptools import setup\nsetup(name='softmax_reg')\n",
    "tests/test_cost.py": "def test_cost():\n    assert cost_of_everything()\n",
    "README.md": "# Softmax\n",
}
LAYOUTS = {
    "below src": {
        **BESIDE,
        "src/softmax_reg/__init__.py": "from .cost import softmax_cost\n",
        "src/softmax_reg/cost.py": COST.format(utils=".utils"),
        "src/softmax_reg/utils.py": UTILS,
        "src/softmax_reg/predict.py": PREDICT.format(utils="softmax_reg.utils"),
    },
    "beside setup.py": {
        **BESIDE,
        "softmax_reg/__init__.py": "import no_such_pictures\nfrom softmax_reg.cost import *\n",
        "softmax_reg/cost.py": COST.format(utils="softmax_reg.utils"),
        "softmax_reg/utils.py": UTILS,
        "softmax_reg/predict.py": PREDICT.format(utils=".utils"),
    },
    "a package in it": {
        **BESIDE,
        "softmax_reg/__init__.py": "",
        "softmax_reg/utils.py": UTILS,
        "softmax_reg/models/__init__.py": "",
        "softmax_reg/models/cost.py": COST.format(utils="..utils"),
        "softmax_reg/models/predict.py": PREDICT.format(utils="softmax_reg.utils"),
    },
    "one file": {
        "softmax_reg/__init__.py": UTILS
        + COST.replace("from {utils} import probabilities", "")
        + PREDICT.replace("from {utils} import probabilities", "")
    },
    "no package": {
        "code/cost.py": COST.format(utils="utils"),
        "code/utils.py": UTILS,
        "code/predict.py": PREDICT.format(utils="utils"),
    },
}
PLACES = {
    "below src": ("src/softmax_reg/cost", "src/softmax_reg/predict"),
    "beside setup.py": ("softmax_reg/cost", "softmax_reg/predict"),
    "a package in it": ("softmax_reg/models/cost", "softmax_reg/models/predict"),
    "one file": ("softmax_reg/__init__", "softmax_reg/__init__"),
    "no package": ("code/cost", "code/predict"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_its_functions_are_found(tmp_path: Path, layout: str) -> None:
    """The functions of a package agree, however its files import each other."""
    absent = ("computeNumericalGradient", "softmaxTrain")
    rubric = Rubric(SOFTMAX, conventions=SoftmaxConventions(absent=absent))
    with student(tmp_path, LAYOUTS[layout]) as one:
        found = infer(one, Examination(rubric))
    cost, predict = PLACES[layout]
    assert found.conventions.functions == {
        "softmaxCost": f"{cost}.softmax_cost",
        "softmaxPredict": f"{predict}.softmax_predict",
    }
    assert found.agreeing == ("softmaxCost", "softmaxPredict")
    assert found.questions == ()
    written = "\n".join(found.lines(SoftmaxConventions(absent=absent)))
    assert Rubric.parse(written, SOFTMAX).conventions.functions == found.conventions.functions


def test_the_commands_look_below_the_top_folder(tmp_path: Path) -> None:
    """`check --infer` and `grade --conventions infer` give a package's cost full marks."""
    for name, text in LAYOUTS["below src"].items():
        path = tmp_path / "ada" / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "rubric.toml").write_text('[adapter]\nabsent = ["softmaxTrain"]\n')
    checked = CliRunner().invoke(main, ["check", "--infer", str(tmp_path / "ada" / "project")])
    assert "ok   Step 2: Cost                                     25/25" in checked.output
    assert "ok   Step 5: Prediction                               20/20" in checked.output
    command = ["grade", str(tmp_path / "ada"), "--conventions", "infer", "--jobs", "1"]
    command += ["--report", str(tmp_path / "report"), "--rubric", str(tmp_path / "rubric.toml")]
    CliRunner().invoke(main, command)
    book = (tmp_path / "report" / "gradebook.csv").read_text("utf-8")
    assert 'functions.softmaxCost = ""softmax_reg/cost.softmax_cost""' in book
    assert ",75," in book.replace("75.0", "75")


@pytest.mark.parametrize("place", ["pkg/cost", "pkg/.cost", "/cost.f", "a b/cost.f", "../cost.f"])
def test_a_place_is_a_file_and_a_function(place: str) -> None:
    """A place in folders needs a file and a function, and no other folder than those below."""
    with pytest.raises(ValueError, match=r"functions\.softmaxCost is"):
        Rubric.parse(f'[adapter.functions]\nsoftmaxCost = "{place}"', SOFTMAX)
