"""softmaxTrain: it finds the optimum, from a start that can be repeated."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
import scipy.io

from pysoftmax import softmaxCost, softmaxTrain
from pysoftmax.octave_random import randn

QUIET = {"Display": "off"}


def problem(seed=0, size=5, classes=3, examples=40):
    """Labels that are not separable, so that the optimum is well inside."""
    random = np.random.default_rng(seed)
    data = random.standard_normal((size, examples))
    labels = random.integers(1, classes, examples, endpoint=True)
    data.flags.writeable = labels.flags.writeable = False
    return size, classes, 0.01, data, labels


def test_training_ends_where_the_gradient_vanishes():
    """The cost's gradient at optTheta is next to nothing."""
    size, classes, weight, data, labels = problem()
    model = softmaxTrain(size, classes, weight, data, labels, QUIET, seed=1)
    assert model.optTheta.shape == (classes, size)
    theta = model.optTheta.ravel(order="F")
    _, grad = softmaxCost(theta, classes, size, weight, data, labels)
    assert np.abs(grad).max() < 1e-5


def test_seed_starts_from_octaves_numbers():
    """seed=42 is theta0 = 0.005 * the numbers after randn("twister", 42)."""
    size, classes, *rest = problem()
    start = 0.005 * randn(42, classes * size)
    one = softmaxTrain(size, classes, *rest, QUIET, seed=42)
    other = softmaxTrain(size, classes, *rest, QUIET, theta0=start)
    assert np.array_equal(one.optTheta, other.optTheta)


def test_theta0_is_left_alone():
    """The start is read, never written."""
    size, classes, *rest = problem()
    start = np.zeros((classes * size, 1))
    start.flags.writeable = False
    softmaxTrain(size, classes, *rest, QUIET, theta0=start)


def test_maxIter_is_400_unless_the_options_say_otherwise(capsys):
    """Its name may come in any case."""
    size, classes, *rest = problem()
    softmaxTrain(size, classes, *rest, {"MAXITER": 2}, seed=0)
    printed = capsys.readouterr().out
    assert "Exceeded Maximum Number of Iterations" in printed
    assert printed.split()[:2] == ["Iteration", "FunEvals"]


@pytest.mark.parametrize("nothing", [None, [], np.array([])])
def test_a_maxIter_of_nothing_is_400_too(nothing, monkeypatch):
    """As for any option, nothing means the default, which is softmaxTrain's own."""
    seen = []
    monkeypatch.setattr(
        sys.modules["pysoftmax.softmaxTrain"],
        "minFunc",
        lambda objective, start, options: (seen.append(options.max_iter), (start, 0, 0, None))[1],
    )
    for options in ({}, {"MAXITER": nothing}, nothing, {"maxIter": 7}):
        softmaxTrain(*problem(), options, seed=0)
    assert seen == [400, 400, 400, 7]


def test_options_may_be_a_struct(tmp_path, capsys):
    """A struct that scipy.io read, or an object, in place of a mapping."""
    fields = {"maxIter": 2.0, "display": "final"}
    scipy.io.savemat(tmp_path / "options.mat", {"options": fields})
    read = scipy.io.loadmat(tmp_path / "options.mat")["options"]
    squeezed = scipy.io.loadmat(tmp_path / "options.mat", struct_as_record=False, squeeze_me=True)[
        "options"
    ]
    for options in (fields, SimpleNamespace(**fields), read, read[0, 0], squeezed):
        softmaxTrain(*problem(), options, seed=0)
        assert capsys.readouterr().out == "Exceeded Maximum Number of Iterations\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"theta0": [1, 2]}, r"theta0 has shape \(2,\); expected 15"),
        ({"theta0": np.full(15, np.inf)}, r"theta0\[0\] is inf; expected finite"),
        ({"theta0": np.zeros(15), "seed": 1}, "seed is 1 and theta0 is given too"),
        ({"seed": -1}, "seed"),
        ({"options": {"maxIter": 0}}, "(?i)maxIter.* is 0"),
        ({"options": {"maxIter": -1}}, "(?i)maxIter.* is -1"),
        ({"options": {3: 4}}, "options has the key 3"),
        ({"options": "lbfgs"}, "options is a str; expected a mapping"),
        ({"options": 100}, "options is an int; expected a mapping"),
        ({"options": {"Method": "newton"}}, "(?i)Method.* is 'newton'"),
        ({"labels": [1]}, "labels has 1 entry; expected 40"),
        ({"inputData": np.full((5, 40), np.nan)}, r"inputData\[0, 0\] is nan"),
        ({"inputData": np.ones((4, 40))}, "inputData has 4 rows; expected inputSize=5"),
    ],
)
def test_bad_input_is_named_before_anything_is_done(change, message, capsys):
    """The message names the argument; nothing was printed, no training begun."""
    names = ("inputSize", "numClasses", "lambda_", "inputData", "labels")
    arguments = dict(zip(names, problem(), strict=True))
    with pytest.raises((ValueError, TypeError), match=message):
        softmaxTrain(**{**arguments, **change})
    assert capsys.readouterr().out == ""
