"""Whole runs of minFunc: the printed table, and the trace of the MNIST run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.comparison.in_octave import handle_of
from pysoftmax.exercise.softmax.runs import minfunc_case
from pysoftmax.minFunc import minFunc
from pysoftmax.octave import Call, OctaveSession
from pysoftmax.resources import folder
from pysoftmax.testing import tally

WELL_CONDITIONED = ("quadratic", "quartic", "root", "softmax")
MNIST = Path(os.environ.get("PYSOFTMAX_MNIST", Path(__file__).parents[3] / "shared" / "mnist"))


def test_the_printed_table_is_the_same_line_for_line(
    octave: OctaveSession, capsys: pytest.CaptureFixture[str]
) -> None:
    """On well-conditioned problems: iterations, evaluations, step lengths, values and message."""
    cases = [
        minfunc_case(SeededChoices(n), WELL_CONDITIONED, iterations=(3, 8), far=(1.0,))
        for n in range(200)
    ]
    calls = []
    printed = []
    for case in cases:
        function, start, options = case.args
        options = {**options, "Display": "iter"}
        handle = handle_of(function)
        calls.append(Call("pysoftmax_printed", ("minFunc", handle, start, options)))
        minFunc(function, start, options)
        printed.append(capsys.readouterr().out)
    replies = octave.batch(calls, folder("octave_ref") / "minFunc")
    tally.count("minFunc", len(cases))
    for case, ours, reply in zip(cases, printed, replies, strict=True):
        assert reply.error is None
        assert "Iteration" in ours
        assert ours.splitlines() == reply.values[0].splitlines(), case.about


def _bound(iteration: int) -> float:
    """How far the cost may be off after so many iterations: 1e-14, tenfold with every 12.

    Measured between a plain port and Octave: 9e-16 at the start, 4e-12 after 30 iterations,
    4e-10 after 60, 6e-8 after 100. The first iterations amplify most, hence the 1e3 at once.
    """
    return 1e-14 if iteration == 0 else 1e-11 * 10 ** (iteration / 20)


@pytest.mark.skipif(not MNIST.is_dir(), reason=f"no MNIST at {MNIST} (PYSOFTMAX_MNIST)")
@pytest.mark.parametrize("examples", [10_000, pytest.param(60_000, marks=pytest.mark.soak)])
def test_the_mnist_run_stays_within_a_growing_bound(
    octave: OctaveSession, tmp_path: Path, examples: int
) -> None:
    """The same evaluations in each of 100 iterations, and the cost within a bound that grows."""
    from pysoftmax import loadMNISTImages, loadMNISTLabels, softmaxCost
    from pysoftmax.octave_random import randn

    names = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")
    images, labels = (str(MNIST / name) for name in names)
    script = (
        "function [fval, funcCount] = mnist_run (images, labels, M)\n"
        "  data = loadMNISTImages (images)(:, 1:M); y = loadMNISTLabels (labels)(1:M);\n"
        "  y(y == 0) = 10;\n"
        '  randn ("twister", 0); theta = 0.005 * randn (7840, 1);\n'
        '  o.Method = "lbfgs"; o.MaxIter = 100; o.Display = "off"; o.useMex = 0;\n'
        "  J = @(p) softmaxCost (p, 10, 784, 1e-4, data, y);\n"
        "  [~, ~, ~, output] = minFunc (J, theta, o);\n"
        "  fval = output.trace.fval; funcCount = output.trace.funcCount;\nendfunction\n"
    )
    (tmp_path / "mnist_run.m").write_text(script)
    with OctaveSession(timeout=400) as session:
        theirs = session.call(
            "mnist_run",
            images,
            labels,
            examples,
            nargout=2,
            directory=tmp_path,
            extras=(folder("octave_ref"), folder("octave_ref") / "minFunc"),
        )
    data, y = loadMNISTImages(images)[:, :examples], loadMNISTLabels(labels)[:examples]
    y = np.where(y == 0, 10, y)

    def cost(theta: Any) -> Any:
        return softmaxCost(theta, 10, 784, 1e-4, data, y)

    options = {"MaxIter": 100, "Display": "off"}
    trace = minFunc(cost, 0.005 * randn(0, 7840), options)[3].trace
    tally.count("minFunc")
    assert np.array_equal(trace.funcCount, theirs[1].ravel())
    difference = np.abs(trace.fval - theirs[0].ravel()) / theirs[0].ravel()
    bounds = np.array([_bound(k) for k in range(difference.size)])
    assert np.all(difference <= bounds), f"off by {difference / bounds} of the bound"
