"""The exercise's functions through a plain oct2py session, on Hypothesis's inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pysoftmax import computeNumericalGradient, softmaxCost, softmaxPredict, softmaxTrain
from pysoftmax.resources import folder
from pysoftmax.testing import tally

pytestmark = [pytest.mark.octave, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

FEW = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="module")
def plain(request: pytest.FixtureRequest) -> Iterator[Any]:
    """An Octave that oct2py alone has started, with the reference on its path."""
    request.getfixturevalue("octave")  # skips, or fails, as the command line says
    import oct2py

    with oct2py.Oct2Py() as session:
        session.addpath(str(folder("octave_ref")))
        session.addpath(str(folder("octave_ref") / "minFunc"))
        yield session
    if getattr(oct2py, "octave", None) is not None:
        oct2py.octave.exit()  # the one that importing oct2py starts


@st.composite
def problems(draw: st.DrawFn) -> tuple[Any, ...]:
    """theta, numClasses, inputSize, lambda, data and labels; every class occurs."""
    classes, size = draw(st.integers(2, 6)), draw(st.integers(2, 8))
    examples = draw(st.integers(classes, 20))
    random = np.random.default_rng(draw(st.integers(0, 9999)))
    theta = 0.5 * random.standard_normal(classes * size)
    data = random.standard_normal((size, examples))
    labels = 1.0 + np.arange(examples) % classes
    return theta, classes, size, draw(st.sampled_from([0.0, 0.1, 1e-4])), data, labels


def in_octave(problem: tuple[Any, ...]) -> list[Any]:
    """The arguments as Octave's users give them: doubles, vectors as columns."""
    theta, classes, size, weight, data, labels = problem
    return [
        theta.reshape(-1, 1),
        float(classes),
        float(size),
        weight,
        data,
        labels.reshape(-1, 1),
    ]


@FEW
@given(problem=problems())
def test_cost_and_gradient(plain: Any, problem: tuple[Any, ...]) -> None:
    """SoftmaxCost gives Octave's cost and gradient."""
    tally.count("softmaxCost")
    cost, grad = plain.feval("softmaxCost", *in_octave(problem), nout=2)
    ours = softmaxCost(*problem)
    assert ours[0] == pytest.approx(cost, rel=1e-12)
    np.testing.assert_allclose(ours[1], np.ravel(grad), rtol=1e-10, atol=1e-13)


@FEW
@given(problem=problems())
def test_prediction(plain: Any, problem: tuple[Any, ...]) -> None:
    """SoftmaxPredict gives Octave's labels and confidences."""
    tally.count("softmaxPredict")
    theta, classes, size, _, data, _ = problem
    matrix = theta.reshape(classes, size, order="F")
    model = {"optTheta": matrix, "inputSize": float(size), "numClasses": float(classes)}
    pred, confidences = plain.feval("softmaxPredict", model, data, nout=2)
    ours = softmaxPredict(model, data, nargout=2)
    np.testing.assert_array_equal(np.ravel(ours[0]), np.ravel(pred))
    np.testing.assert_allclose(ours[1], confidences, rtol=1e-12, atol=1e-15)


@settings(max_examples=10, deadline=None)
@given(problem=problems(), seed=st.integers(0, 999))
def test_training_without_mex(plain: Any, problem: tuple[Any, ...], seed: int) -> None:
    """SoftmaxTrain with useMex = false takes Octave's steps, from the same random start."""
    tally.count("softmaxTrain")
    _, classes, size, weight, data, labels = problem
    options = {"maxIter": 3.0, "display": "off", "useMex": False}
    plain.eval(f"randn ('twister', {seed});", verbose=False)
    arguments = [float(size), float(classes), weight, data, labels.reshape(-1, 1), options]
    theirs = plain.feval("softmaxTrain", *arguments)
    ours = softmaxTrain(size, classes, weight, data, labels, options, seed=seed)
    np.testing.assert_allclose(ours.optTheta, theirs["optTheta"], rtol=1e-7, atol=1e-10)


def test_the_numerical_gradient(plain: Any) -> None:
    """ComputeNumericalGradient of x1^2 + 3 x1 x2 at [4; 10] is [38, 12] in both."""
    tally.count("computeNumericalGradient")
    plain.eval("J = @(x) x(1)^2 + 3 * x(1) * x(2);", verbose=False)
    theirs = plain.eval("computeNumericalGradient (J, [4; 10])", verbose=False)
    ours = computeNumericalGradient(lambda x: x[0] ** 2 + 3 * x[0] * x[1], np.array([4.0, 10]))
    np.testing.assert_allclose(np.ravel(theirs), [38, 12], rtol=1e-9)
    np.testing.assert_allclose(ours, np.ravel(theirs), rtol=1e-9)
