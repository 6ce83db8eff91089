"""The Octave edition's functions against the formula."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.io import loadmat, savemat

from pysoftmax.display_network import display_network
from pysoftmax.resources import folder

OCTAVE_REF = folder("octave_ref")
pytestmark = pytest.mark.octave
Octave = Callable[..., str]
EPS = np.finfo(float).eps
GOOD = np.random.default_rng(20260101)


def case(
    numClasses: int, inputSize: int, examples: int, /, scale: float = 1.0, **changes: Any
) -> dict[str, Any]:
    """Arguments of softmaxCost, some of them changed."""
    arguments = {
        "theta": scale * GOOD.standard_normal(numClasses * inputSize),
        "numClasses": float(numClasses),
        "inputSize": float(inputSize),
        "lambda": 0.1,
        "data": GOOD.standard_normal((inputSize, examples)),
        "labels": GOOD.integers(1, numClasses, examples, endpoint=True).astype(float),
    }
    return {**arguments, **changes}


CASES = {
    "ordinary": case(4, 6, 30),
    "labels as a column": case(3, 2, 4, labels=np.array([[3.0], [1.0], [2.0], [3.0]])),
    "the top class is absent": case(5, 3, 4, labels=np.array([[1.0, 2.0, 2.0, 4.0]])),
    "one example": case(3, 4, 1, labels=np.array([[2.0]])),
    "one class": case(1, 3, 5),
    "theta of zeros": case(4, 3, 7, scale=0.0),
    "no decay": case(3, 3, 8, **{"lambda": 0.0}),
    "logits that would overflow": case(4, 3, 9, scale=1e5),
    "probabilities that underflow": case(4, 3, 9, scale=1e3),
    "data in bytes": case(3, 4, 5, data=GOOD.integers(0, 255, (4, 5)).astype(np.uint8)),
    "everything in integers": case(
        3,
        2,
        4,
        numClasses=np.int64(3),
        inputSize=np.int32(2),
        labels=np.array([[1, 2, 3, 3]], np.int64),
    ),
}


def formula(arguments: dict[str, Any]) -> tuple[float, np.ndarray, np.ndarray]:
    """Cost, gradient (numClasses x inputSize) and confidences, in extended precision."""
    classes, size = int(arguments["numClasses"]), int(arguments["inputSize"])
    theta = arguments["theta"].astype(np.longdouble).reshape((classes, size), order="F")
    data = arguments["data"].astype(np.longdouble)
    labels = np.ravel(arguments["labels"]).astype(int) - 1
    M = data.shape[1]
    scores = theta @ data
    scores = scores - scores.max(axis=0)
    log_p = scores - np.log(np.exp(scores).sum(axis=0))
    truth = np.eye(classes, dtype=np.longdouble)[:, labels]
    decay = np.longdouble(arguments["lambda"])
    cost = -(truth * log_p).sum() / M + decay / 2 * (theta**2).sum()
    return cost, -(truth - np.exp(log_p)) @ data.T / M + decay * theta, np.exp(log_p)


def rounding(arguments: dict[str, Any]) -> float:
    """How far doubles may stray.

    A score is a sum of inputSize products, rounded at each; its error goes into every
    probability, and with the data into the mean over M examples.
    """
    classes, size = int(arguments["numClasses"]), int(arguments["inputSize"])
    theta = np.abs(arguments["theta"]).reshape((classes, size), order="F")
    data = np.abs(arguments["data"].astype(float))
    operations = size + data.shape[1] + classes + 10
    largest = 1 + (theta @ data).max() + (theta**2).sum()
    return float(2 * operations * EPS * largest * (1 + data.max()))


ANSWERS = """
addpath('{ref}');
cases = load('cases.mat').cases;
answers = cell(size(cases));
for i = 1:numel(cases)
  c = cases{{i}};
  [a.cost, a.grad] = softmaxCost(c.theta, c.numClasses, c.inputSize, c.lambda, c.data, c.labels);
  model = struct('optTheta', reshape(c.theta, c.numClasses, []), ...
                 'inputSize', c.inputSize, 'numClasses', c.numClasses);
  [a.pred, a.confidences] = softmaxPredict(model, c.data);
  a.costAlone = softmaxCost(c.theta, c.numClasses, c.inputSize, c.lambda, c.data, c.labels);
  answers{{i}} = a;
end

data = reshape(sin(1:40), 4, 10);
labels = 1 + mod(1:10, 3);
cost = @(theta) softmaxCost(theta, 3, 4, 0.1, data, labels);
other.sparse = softmaxCost(cos(1:12), 3, 4, 0.1, sparse(data), labels) - cost(cos(1:12));
other.nan = cost(NaN(12, 1));
other.zerosWithFiniteData = cost(zeros(12, 1));
other.numgradShape = size(computeNumericalGradient(cost, cos(1:12)));
[~, grad] = cost(cos(1:12)');
numgrad = computeNumericalGradient(cost, cos(1:12)');
other.difference = norm(numgrad - grad) / norm(numgrad + grad);
other.ties = softmaxPredict(struct('optTheta', zeros(3, 4)), data);
randn('twister', 5);
model = softmaxTrain(4, 3, 0.1, data, labels, struct('MAXITER', 50, 'display', 'off'));
[~, grad] = cost(model.optTheta(:));
other.fields = strjoin(fieldnames(model)', ' ');
other.atOptimum = sum(abs(grad));
model = softmaxTrain(4, 3, 0.1, data, labels, struct('maxIter', 1, 'Display', 'off'));
[~, grad] = cost(model.optTheta(:));
other.afterOneIteration = sum(abs(grad));
[c, grad] = softmaxCost(sparse(ones(12, 1)), 3, 4, 0.1, data, labels);
other.sparseGradient = issparse(grad);
hard = data .* logspace(0, 3, 4)';
slow = struct('maxIter', [], 'Corr', 1, 'TolX', 0, 'TolFun', 0, 'MaxFunEvals', Inf);
randn('twister', 5);
printed = evalc('softmaxTrain(4, 3, 1e-7, hard, labels, slow);');
other.lastOfSlow = strsplit(strtrim(printed), char(10)){{end-1}};
[h, other.tiles] = display_network(data);
[h, other.tilesByColumn] = display_network(data, false, false, 3, true);
other.handle = isempty(h);
other.images = loadMNISTImages('images');
other.imagesAgain = loadMNISTImages('images.gz');
other.labels = loadMNISTLabels('labels');
other.labelsAgain = loadMNISTLabels('labels.gz');
save('-v7', 'answers.mat', 'answers', 'other');
checkNumericalGradient();
"""
IMAGES = struct.pack(">4I", 2051, 3, 2, 4) + bytes(range(24))
LABELS = struct.pack(">2I", 2049, 3) + bytes([0, 9, 4])


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory, octave_cli: Octave) -> dict[str, Any]:
    """Octave's answers to `ANSWERS`, and what it printed."""
    place = tmp_path_factory.mktemp("answers")
    cells = np.empty(len(CASES), dtype=object)
    cells[:] = list(CASES.values())
    savemat(place / "cases.mat", {"cases": cells})
    for name, content in (("images", IMAGES), ("labels", LABELS)):
        (place / name).write_bytes(content)
        (place / f"{name}.gz").write_bytes(gzip.compress(content))
    (place / "answers.m").write_text(ANSWERS.format(ref=OCTAVE_REF.as_posix()))
    printed = octave_cli("answers.m", cwd=place)
    read = loadmat(place / "answers.mat", simplify_cells=True)
    answers = dict(zip(CASES, read["answers"], strict=True))
    return {"answers": answers, "other": read["other"], "printed": printed}


@pytest.mark.parametrize("name", CASES)
def test_functions_follow_the_formula(answered: dict[str, Any], name: str) -> None:
    """Cost, gradient and confidences are the formula's to rounding, whatever the labels' form."""
    arguments, answer = CASES[name], answered["answers"][name]
    cost, grad, confidences = formula(arguments)
    bound = rounding(arguments)
    assert abs(answer["cost"] - float(cost)) <= bound
    assert answer["costAlone"] == answer["cost"]
    np.testing.assert_allclose(
        np.atleast_1d(answer["grad"]), grad.ravel(order="F").astype(float), rtol=0, atol=bound
    )
    np.testing.assert_allclose(
        np.reshape(answer["confidences"], confidences.shape),
        confidences.astype(float),
        rtol=0,
        atol=bound,
    )
    np.testing.assert_array_equal(np.ravel(answer["pred"]) - 1, confidences.argmax(axis=0))


def test_sparse_data_and_strange_parameters_have_answers(answered: dict[str, Any]) -> None:
    """Sparse data cost the same, NaN parameters cost NaN, zeros cost log 3."""
    other = answered["other"]
    assert abs(other["sparse"]) < 1e-14
    assert not other["sparseGradient"]
    assert np.isnan(other["nan"])
    assert other["zerosWithFiniteData"] == pytest.approx(np.log(3), rel=1e-15)
    np.testing.assert_array_equal(other["ties"], np.ones(10))


def test_the_numerical_gradient_agrees(answered: dict[str, Any]) -> None:
    """The gradient is that of the cost, and the check prints the exercise's figure."""
    other = answered["other"]
    assert other["numgradShape"].tolist() == [1, 12]
    assert other["difference"] < 1e-8
    assert "\n2.1452e-12\n" in answered["printed"]


def test_training_reaches_the_optimum_and_heeds_its_options(answered: dict[str, Any]) -> None:
    """50 iterations, asked for in capitals, reach a gradient of zero; one does not."""
    other = answered["other"]
    assert other["fields"] == "optTheta inputSize numClasses"
    assert other["atOptimum"] < 1e-4
    assert other["afterOneIteration"] > 1e-2
    assert "Iteration" not in answered["printed"]
    # A maxIter of [] is softmaxTrain's own default.
    assert other["lastOfSlow"].split()[0] == "400"


def test_pictures_are_those_of_python(answered: dict[str, Any]) -> None:
    """display_network tiles as pysoftmax's does."""
    data = np.sin(np.arange(1.0, 41)).reshape((4, 10), order="F")
    other = answered["other"]
    np.testing.assert_allclose(other["tiles"], display_network(data)[1], atol=1e-14)
    by_column = display_network(data, False, False, 3, True)[1]
    np.testing.assert_allclose(other["tilesByColumn"], by_column, atol=1e-14)


def test_idx_files_are_read_plain_and_compressed(answered: dict[str, Any]) -> None:
    """Images are columns read column by column, from 0 to 1; labels come as stored."""
    other = answered["other"]
    expected = np.arange(24).reshape(3, 2, 4).transpose(0, 2, 1).reshape(3, 8).T / 255
    for name in ("images", "imagesAgain"):
        np.testing.assert_array_equal(other[name], expected)
    for name in ("labels", "labelsAgain"):
        assert other[name].tolist() == [0, 9, 4]
