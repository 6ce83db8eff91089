"""Every exercise function in both languages, on Hypothesis's inputs."""

from __future__ import annotations

import pytest
from lockstep import LOCKSTEP, python_routines
from recorded import RECORDED, hold

from pysoftmax import kernels
from pysoftmax.comparison.case import Case
from pysoftmax.comparison.in_octave import InOctave
from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.claims import CLAIMS
from pysoftmax.resources import folder
from pysoftmax.testing import tally
from pysoftmax.testing.oracle import Oracle

REFERENCE = folder("octave_ref")
EXAMPLES = {
    "cost-and-gradient": 1000,
    "cost-extreme": 200,
    "large-scores": 200,
    "bad-cost-input-strict": 300,
    "confidences": 900,
    "predict-anything": 900,
    "bad-predict-input": 200,
    "training": 1000,
    "minimising": 1000,
    "numerical-gradient": 1000,
    "images": 970,
    "bad-images-file": 100,
    "labels": 1150,
    "bad-labels-file": 100,
    "pictures": 1000,
}
"""At least a thousand generated cases for each function, bad input apart."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_python_and_octave_agree(name: str, python: InProcess, pysoftmax_oracle: Oracle) -> None:
    """Equal within the derived bounds; bad input is an error on both sides."""
    live = pysoftmax_oracle.mode == "live"
    held = hold(CLAIMS[name], python, pysoftmax_oracle, REFERENCE, EXAMPLES[name])
    enough = (EXAMPLES[name] if live else RECORDED) // 2
    assert held >= enough, "Hypothesis made hardly any different cases"


BY_KERNEL = {"cost-and-gradient": 300, "cost-extreme": 100, "confidences": 200, "training": 50}


@pytest.mark.parametrize("kernel", ["plain", "blocked"])
@pytest.mark.parametrize("name", BY_KERNEL)
def test_every_kernel_agrees(
    kernel: str, name: str, python: InProcess, pysoftmax_oracle: Oracle
) -> None:
    """The Python side is as close to Octave as with the compiled kernel, its own choice."""
    with kernels.use(kernel):
        hold(CLAIMS[name], python, pysoftmax_oracle, REFERENCE, BY_KERNEL[name], 10_000, 50)


@pytest.mark.parametrize("name", LOCKSTEP)
def test_minfuncs_routines_agree_step_by_step(name: str, pysoftmax_oracle: Oracle) -> None:
    """Fed the same state, each routine gives the same result to rounding."""
    python = InProcess("pysoftmax", python_routines())
    hold(LOCKSTEP[name], python, pysoftmax_oracle, REFERENCE / "minFunc", 300, recorded=50)


def test_every_function_is_planned_and_tested() -> None:
    """The parity run and these tests leave out no function that has arguments."""
    tested = {CLAIMS[name].function for name in EXAMPLES}
    assert tested == set(SOFTMAX.compared)


def test_the_check_of_the_check_agrees(python: InProcess, reference: InOctave) -> None:
    """checkNumericalGradient, which takes nothing, gives the exercise's 2.1452e-12 in both."""
    case = Case("checkNumericalGradient", ())
    tally.count(case.function)
    for side in (python, reference):
        (answer,) = side.answer([case])
        assert answer.failure is None
        assert f"{answer.values[0].item():.4e}" == "2.1452e-12"
