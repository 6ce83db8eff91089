"""The functions of a directory: loaded, and called as the starter kit's are."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.objectives import FORMULAS, Objective
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.octave_random import randn
from pysoftmax.parity.python_folder import of_folder

MODEL = {"optTheta": np.eye(2), "inputSize": 2, "numClasses": 2}


def test_a_directory_leaves_the_paths_as_they_were(tmp_path: Path) -> None:
    """Its files may import each other while they are called, and change the working folder."""
    (tmp_path / "softmaxPredict.py").write_text(
        "import os\nos.chdir('/')\n"
        "def softmaxPredict(model, data):\n    from beside import answer\n    return answer(data)\n"
    )
    (tmp_path / "beside.py").write_text(
        "import os\ndef answer(data):\n    os.chdir('/')\n    return data[0]\n"
    )
    before = list(sys.path), Path.cwd()
    side = of_folder(SOFTMAX, tmp_path)
    (answer,) = side.answer([Case("softmaxPredict", (MODEL, np.eye(2)))])
    assert answer.values[0].tolist() == [1.0, 0.0]
    assert (sys.path, Path.cwd()) == before
    assert side.has("softmaxPredict")
    assert not side.has("softmaxCost")


@pytest.mark.parametrize("model", ["model.optTheta", "model['optTheta']"])
def test_a_model_is_what_training_returns(tmp_path: Path, model: str) -> None:
    """SoftmaxPredict reaches the fields as the starter kit does, or by key."""
    text = f"def softmaxPredict(model, data):\n    return {model} @ data\n"
    (tmp_path / "softmaxPredict.py").write_text(text)
    (answer,) = of_folder(SOFTMAX, tmp_path).answer(
        [Case("softmaxPredict", (MODEL, np.ones((2, 1))))]
    )
    assert answer.values[0].ravel().tolist() == [1.0, 1.0]


@pytest.mark.parametrize("value", ["J(theta)[0]", "J(theta) - 0"])
def test_j_gives_what_is_understood(tmp_path: Path, value: str) -> None:
    """The starter kit's J returns a pair, the formula's a number."""
    text = f"def computeNumericalGradient(J, theta):\n    return {value}\n"
    (tmp_path / "computeNumericalGradient.py").write_text(text)
    case = Case(
        "computeNumericalGradient", (Objective(FORMULAS["exercise"], nargout=1), np.array([4.0, 1]))
    )
    (answer,) = of_folder(SOFTMAX, tmp_path).answer([case])
    assert answer.values[0].item() == 28.0


def test_training_starts_where_octave_does(tmp_path: Path) -> None:
    """With theta0 it is handed Octave's start; without, it is left out, and it is said why."""
    file = tmp_path / "softmaxTrain.py"
    file.write_text("def softmaxTrain(n, k, *rest, theta0=None):\n    return theta0\n")
    (answer,) = of_folder(SOFTMAX, tmp_path).answer([Case("softmaxTrain", (2, 3, 0.1))])
    assert answer.values[0].tolist() == (0.005 * randn(42, 6)).tolist()
    file.write_text("def softmaxTrain(n, k, *rest):\n    return 0\n")
    side = of_folder(SOFTMAX, tmp_path)
    assert not side.has("softmaxTrain")
    assert "give it an argument theta0" in side.left_out["softmaxTrain"]
