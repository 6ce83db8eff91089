"""A course's own copy: it runs unchanged, and what it does differently is known, case by case."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.comparison.in_octave import InOctave
from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.claims import CLAIMS
from pysoftmax.exercise.softmax.reference import of_pysoftmax
from pysoftmax.octave import Call, OctaveError, OctaveSession
from pysoftmax.parity.octave_folder import in_octave
from pysoftmax.parity.run import compare_function, excuse_for, not_given, planned_cases
from pysoftmax.softmaxCost import softmaxCost
from pysoftmax.testing import tally

FUNCTIONS = (
    "softmaxCost",
    "softmaxPredict",
    "softmaxTrain",
    "minFunc",
    "computeNumericalGradient",
    "loadMNISTLabels",
)

pytestmark = pytest.mark.octave


def test_the_stand_in_wants_mex_files(octave: OctaveSession, original: Path) -> None:
    """Without useMex = 0 it fails as the genuine minFunc does: so handing it in is needed."""
    with pytest.raises(OctaveError, match="'lbfgsC' undefined"):
        octave.call("softmaxTrain", 1, 1, 0.1, 1.0, 1.0, {"maxIter": 1}, directory=original)


def test_it_runs_unchanged(octave: OctaveSession, python: InProcess, original: Path) -> None:
    """Every function agrees with pysoftmax but for known deviations, each of which occurs."""
    oracle = in_octave(SOFTMAX, octave, original)
    seen: Counter[str] = Counter()
    for function in FUNCTIONS:
        missing = not_given(SOFTMAX, function, oracle)
        planned = list(planned_cases(SOFTMAX, function, 200, seed=0, without=missing))
        parity = compare_function(python, oracle, planned, function, SOFTMAX, trusted=python)
        tally.count(function, parity.cases)
        assert not parity.disagreed, str(parity.by_count[0].smallest.verdict)
        assert parity.cases > 0
        seen += parity.deviations
    assert set(seen) == {"top class absent", "a single class", "infinite cost", "input not checked"}


def test_octave_ref_has_no_deviation(python: InProcess, reference: InOctave) -> None:
    """None of the known deviations explains anything about octave_ref: there they would be bugs."""
    for function in FUNCTIONS:
        planned = list(planned_cases(SOFTMAX, function, 100, seed=1))
        parity = compare_function(python, reference, planned, function, SOFTMAX, trusted=python)
        tally.count(function, parity.cases)
        assert not parity.deviations
        assert not parity.disagreed


def _wrong_without_the_top_class(theta: Any, classes: int, *rest: Any) -> Any:
    cost, gradient = softmaxCost(theta, classes, *rest)
    return (2 * cost + 1, gradient) if np.max(rest[-1]) < classes else (cost, gradient)


def test_no_deviation_excuses_python(octave: OctaveSession, original: Path) -> None:
    """Python that is wrong where the original is known to be off disagrees all the same."""
    python = InProcess("wrong", {"softmaxCost": _wrong_without_the_top_class})
    held = CLAIMS["cost-and-gradient"]
    planned = [(held, n, held.make(SeededChoices([5, n]))) for n in range(100)]
    absent = sum(np.max(case.args[5]) < case.args[1] for _, _, case in planned)
    parity = compare_function(
        python,
        in_octave(SOFTMAX, octave, original),
        planned,
        "softmaxCost",
        SOFTMAX,
        trusted=of_pysoftmax(),
    )
    assert parity.disagreed == absent > 0
    assert not parity.deviations["top class absent"]


@pytest.mark.parametrize(("off", "known"), [(0, "infinite cost"), (1, None)])
@pytest.mark.parametrize("infinite", [np.inf, np.nan])
def test_an_infinite_cost_excuses_the_cost_alone(
    python: InProcess, infinite: float, off: int, known: str | None
) -> None:
    """Infinity, or the NaN of 0 times it, is the original's cost; the gradient must be right."""
    held = CLAIMS["cost-and-gradient"]
    case = CLAIMS["gradient"].make(SeededChoices(3))
    (answer,) = python.answer([case])
    cost, gradient = np.array(infinite), answer.values[1] + off
    found = excuse_for(SOFTMAX, held, case, answer, Answer((cost, gradient)), answer)
    assert (found.name if found else None) == known


@pytest.mark.parametrize(
    ("labels", "fails", "known"),
    [
        ([1, 2], True, "top class absent"),
        ([1, 1], False, "top class absent"),
        ([1, 2], False, None),
    ],
)
def test_an_absent_top_class_excuses_what_it_causes(
    python: InProcess, labels: list[int], fails: bool, known: str | None
) -> None:
    """With labels up to 2 of 3 classes, the sizes do not fit: a wrong cost has another cause."""
    data = np.array([[1.0, 2.0]])
    case = Case("softmaxCost", (np.array([0.1, 0.2, 0.3]), 3, 1, 0.1, data, np.array(labels)), 2)
    (right,) = python.answer([case])
    error = Answer(failure=Failure("error", "nonconformant arguments (op1 is 2x2, op2 is 3x2)"))
    wrong = error if fails else Answer((right.values[0] + 1, right.values[1]))
    found = excuse_for(SOFTMAX, CLAIMS["cost-and-gradient"], case, right, wrong, right)
    assert (found.name if found else None) == known


def test_the_command_compares_it(original: Path, tmp_path: Path) -> None:
    """`pysoftmax parity --octave-dir`: status 0, a report, and the worst cases saved."""
    report = tmp_path / "report.json"
    arguments = ["parity", "--octave-dir", str(original), "--cases", "20"]
    arguments += ["--report", str(report), "--save", str(tmp_path / "worst")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "not compared: display_network, which original lacks" in result.output
    functions = {f["function"]: f for f in json.loads(report.read_text())["functions"]}
    assert set(functions) == set(FUNCTIONS)
    assert functions["softmaxCost"]["known_deviations"]
    assert (tmp_path / "worst" / "softmaxCost.npz").is_file()
    tally.count("softmaxCost", functions["softmaxCost"]["cases"])


def test_the_session_survives_the_addpath(octave: OctaveSession, original: Path) -> None:
    """What softmaxTrain.m adds to the path is forgotten with its folder."""
    octave.batch([Call("exist", ("ask_for_mex",))], original)
    assert octave.call("exist", "ask_for_mex").item() == 0
