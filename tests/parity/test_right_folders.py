"""Folders of right solutions, each in a style of its own, agree with the reference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.exercise.softmax.excuses import EXCUSES
from pysoftmax.resources import folder
from pysoftmax.testing import tally

pytestmark = pytest.mark.octave

COST_HEAD = """function [cost, grad] = softmaxCost(theta, K, N, lambda, data, labels)
  theta = reshape(theta, K, N);
  M = size(data, 2);
  T = full(sparse(labels, 1:M, 1));
"""
COST_TAIL = """  cost = -sum(sum(T .* log(P))) / M + lambda / 2 * sum(theta(:) .^ 2);
  grad = -(T - P) * data' / M + lambda * theta;
  grad = grad(:);
end
"""
PREDICT_HEAD = """function pred = softmaxPredict(model, data)
  S = model.optTheta * data;
"""
SHIFTED = """  S = bsxfun(@minus, S, max(S, [], 1));
  P = exp(S);
  P = bsxfun(@rdivide, P, sum(P, 1));
"""
STYLES = {
    "probabilities": (
        COST_HEAD + "  S = theta * data;\n" + SHIFTED + COST_TAIL,
        PREDICT_HEAD + SHIFTED + "  [~, pred] = max(P, [], 1);\nend\n",
    ),
    "no shift": (
        COST_HEAD + "  P = exp(theta * data);\n  P = P ./ sum(P, 1);\n" + COST_TAIL,
        PREDICT_HEAD + "  P = exp(S);\n  P = P ./ sum(P, 1);\n  [~, pred] = max(P, [], 1);\nend\n",
    ),
    "one shift for all": (
        COST_HEAD
        + "  S = theta * data;\n  P = exp(S - max(S(:)));\n  P = P ./ sum(P, 1);\n"
        + COST_TAIL,
        PREDICT_HEAD
        + "  P = exp(S - max(S(:)));\n  P = P ./ sum(P, 1);\n  [~, pred] = max(P, [], 1);\nend\n",
    ),
    "loops": (
        """function [cost, grad] = softmaxCost(theta, K, N, lambda, data, labels)
  theta = reshape(theta, K, N);
  M = size(data, 2);
  cost = 0;
  grad = zeros(K, N);
  for i = 1:M
    s = theta * data(:, i);
    e = exp(s - max(s));
    p = e / sum(e);
    cost = cost - log(p(labels(i))) / M;
    for k = 1:K
      grad(k, :) = grad(k, :) - ((labels(i) == k) - p(k)) * data(:, i)' / M;
    end
  end
  cost = cost + lambda / 2 * sum(theta(:) .^ 2);
  grad = grad + lambda * theta;
  grad = grad(:);
end
""",
        """function pred = softmaxPredict(model, data)
  pred = zeros(1, size(data, 2));
  for i = 1:size(data, 2)
    best = -Inf;
    for k = 1:size(model.optTheta, 1)
      score = model.optTheta(k, :) * data(:, i);
      if score > best
        best = score;
        pred(i) = k;
      end
    end
  end
end
""",
    ),
}
EXPECTED = {
    "probabilities": {"labels from probabilities"},
    "no shift": {"labels from probabilities", "no shift by the maximum"},
    "one shift for all": {"labels from probabilities", "no shift by the maximum"},
    "loops": set(),
}
"""What the labels of each style may differ by."""


def _parity(tmp_path: Path, *arguments: str) -> tuple[int, str, dict[str, dict[str, Any]]]:
    report = tmp_path / "report.json"
    save = ["--save", str(tmp_path / "worst"), "--report", str(report)]
    result = CliRunner().invoke(main, ["parity", *save, *arguments])
    functions = json.loads(report.read_text())["functions"] if report.is_file() else []
    tally.count("softmaxCost", sum(f["cases"] for f in functions))
    return result.exit_code, result.output, {f["function"]: f for f in functions}


@pytest.mark.parametrize("style", STYLES)
def test_a_right_folder_ends_with_status_0(tmp_path: Path, style: str) -> None:
    """Each style is right, and what it does differently is named."""
    place = tmp_path / "mine"
    place.mkdir()
    for name, text in zip(("softmaxCost", "softmaxPredict"), STYLES[style], strict=True):
        (place / f"{name}.m").write_text(text)
    status, output, functions = _parity(tmp_path, "--octave-dir", str(place), "--cases", "240")
    assert status == 0, output
    assert set(functions) == {"softmaxCost", "softmaxPredict"}
    shared = {"labels from probabilities", "no shift by the maximum"}
    known = functions["softmaxPredict"]["known_deviations"].keys()
    assert known & shared == EXPECTED[style]
    assert functions["softmaxPredict"]["not_given"] == {"confidences": "Octave"}
    unshifted = functions["softmaxCost"]["known_deviations"].get("no shift by the maximum", 0)
    assert (unshifted > 0) == ("shift" in style)


WRONG_LABELS = {
    "the least probable": PREDICT_HEAD + SHIFTED + "  [~, pred] = min(P, [], 1);\nend\n",
    "shifted by one": PREDICT_HEAD + "  [~, pred] = max(S, [], 1);\n  pred = pred - 1;\nend\n",
    "rounded scores": PREDICT_HEAD + "  [~, pred] = max(round(10 * S), [], 1);\nend\n",
}


@pytest.mark.parametrize("mistake", WRONG_LABELS)
def test_wrong_labels_are_not_excused(tmp_path: Path, mistake: str) -> None:
    """A label is wrong if the scores differ by more than rounding can hide."""
    (tmp_path / "softmaxPredict.m").write_text(WRONG_LABELS[mistake])
    status, output, functions = _parity(tmp_path, "--octave-dir", str(tmp_path), "--cases", "240")
    assert status == 1, output
    assert functions["softmaxPredict"]["disagreements"] > 0


def test_a_right_python_folder_ends_with_status_0(tmp_path: Path) -> None:
    """Python files are excused for the same ways of writing the functions."""
    (tmp_path / "softmaxPredict.py").write_text(
        "import numpy as np\n"
        "@np.errstate(all='ignore')\n"
        "def softmaxPredict(model, data):\n"
        "    p = np.exp(model.optTheta @ data)\n"
        "    return (p / p.sum(axis=0)).argmax(axis=0) + 1\n"
    )
    arguments = ["--python-dir", str(tmp_path), "--cases", "240"]
    status, output, functions = _parity(tmp_path, *arguments)
    assert functions["softmaxPredict"]["known_deviations"].keys() >= {"no shift by the maximum"}
    assert status == 0, output


def test_every_excuse_is_tested() -> None:
    """These tests and those of the original's layout meet every excuse."""
    assert {known.name for known in EXCUSES} == {
        "top class absent",
        "a single class",
        "infinite cost",
        "input not checked",
        "labels from probabilities",
        "no shift by the maximum",
        "no graphics toolkit",
    }


def test_a_missing_graphics_toolkit_is_not_a_disagreement(tmp_path: Path) -> None:
    """A display_network.m that must draw is not compared on a machine that cannot."""
    (tmp_path / "display_network.m").write_text(
        "function [h, array] = display_network(varargin)\n"
        "  error('print_usage: no graphics toolkits are available!');\nend\n"
    )
    (tmp_path / "loadMNISTLabels.m").write_text(
        (folder("octave_ref") / "loadMNISTLabels.m").read_text()
    )
    arguments = ["--octave-dir", str(tmp_path), "--cases", "20"]
    _, output, functions = _parity(tmp_path, *arguments)
    assert functions["display_network"]["disagreements"] == 0
    assert functions["display_network"]["not_possible"] == {"no graphics toolkit": 20}
    assert "20 not compared, no graphics toolkit: this Octave cannot draw" in output


def test_minfunc_is_not_compared_with_itself(tmp_path: Path) -> None:
    """A folder without minFunc/ has no row for minFunc, and the output says why."""
    (tmp_path / "softmaxPredict.m").write_text(STYLES["loops"][1])
    arguments = ["--octave-dir", str(tmp_path), "--cases", "20"]
    _, output, functions = _parity(tmp_path, *arguments)
    assert set(functions) == {"softmaxPredict"}
    assert f"not compared: minFunc, which {tmp_path.name} lacks; its files call the one" in output


def test_minfunc_2012_agrees_and_is_recognised(tmp_path: Path) -> None:
    """Its other wording of the same message is not a disagreement."""
    source = folder("octave_ref") / "minFunc"
    (tmp_path / "minFunc").mkdir()
    for file in source.glob("*.m"):
        text = file.read_text().replace("Exceeded Maximum", "Reached Maximum")
        (tmp_path / "minFunc" / file.name).write_text(text)
    arguments = ["--octave-dir", str(tmp_path), "--cases", "40"]
    status, output, functions = _parity(tmp_path, *arguments)
    assert status == 0, output
    assert functions["minFunc"]["cases"] == 40
    assert "note: minFunc/ holds the version of 2012" in output


def test_a_python_file_that_cannot_be_parsed_rejects_nothing(tmp_path: Path) -> None:
    """Bad input is not rejected by code that cannot be parsed, not even on a late import."""
    (tmp_path / "helper.py").write_text("def (\n")
    (tmp_path / "loadMNISTLabels.py").write_text(
        "def loadMNISTLabels(name):\n    import helper\n    return helper.read(name)\n"
    )
    arguments = ["--python-dir", str(tmp_path), "--cases", "20"]
    status, _, functions = _parity(tmp_path, *arguments)
    labels = functions["loadMNISTLabels"]
    assert (status, labels["rejected_on_both_sides"]) == (1, 0)
    assert labels["disagreements"] == labels["cases"] == 20
