"""The exercise's own run on MNIST: 60,000 digits, 100 iterations, beside Octave from one seed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.io

from pysoftmax import softmaxCost, softmaxPredict
from pysoftmax.datasets import load_mnist
from pysoftmax.datasets.handwritten import DigitSet
from pysoftmax.minFunc import minFunc
from pysoftmax.octave_random import randn
from pysoftmax.resources import folder

MNIST = Path(os.environ.get("PYSOFTMAX_MNIST", Path(__file__).parents[3] / "shared" / "mnist"))
pytestmark = pytest.mark.skipif(
    not MNIST.is_dir(), reason=f"MNIST is not at {MNIST}; PYSOFTMAX_MNIST names its folder"
)

OCTAVE_RUN = """
addpath('{reference}'); addpath('{reference}/minFunc');
images = loadMNISTImages('{images}');
labels = loadMNISTLabels('{labels}'); labels(labels == 0) = 10;
randn('twister', {seed}); theta = 0.005 * randn(7840, 1);
options = struct('maxIter', 100, 'display', 'off', 'useMex', false);
[x, f, flag, output] = minFunc(@(t) softmaxCost(t, 10, 784, 1e-4, images, labels), theta, options);
fval = output.trace.fval; funcCount = output.trace.funcCount; message = output.message;
save('-v6', '{result}', 'theta', 'f', 'flag', 'fval', 'funcCount', 'message');
"""


@pytest.fixture(scope="module")
def digits() -> DigitSet:
    """MNIST as bytes."""
    return load_mnist(MNIST, as_bytes=True)


def train(digits: DigitSet, seed: int) -> Any:
    """100 iterations from Octave's random start."""
    problem = (10, 784, 1e-4, digits.train_images, digits.train_labels)
    options = {"maxIter": 100, "display": "off"}
    return minFunc(softmaxCost, 0.005 * randn(seed, 7840), options, *problem)


def octave_train(tmp_path: Path, seed: int) -> dict[str, Any]:
    """The same in Octave, on octave_ref, by itself."""
    result = tmp_path / "run.mat"
    script = OCTAVE_RUN.format(
        reference=folder("octave_ref"), seed=seed, result=result,
        images=_plain(tmp_path, "train-images-idx3-ubyte"),
        labels=_plain(tmp_path, "train-labels-idx1-ubyte"),
    )  # fmt: skip
    subprocess.run(
        ["octave-cli", "--norc", "--no-history", "--eval", script], check=True, capture_output=True
    )
    return scipy.io.loadmat(result, squeeze_me=True)


def _plain(tmp_path: Path, name: str) -> Path:
    """The file as it is, or unpacked."""
    import gzip

    if (MNIST / name).is_file():
        return MNIST / name
    plain = tmp_path / name
    plain.write_bytes(gzip.decompress((MNIST / f"{name}.gz").read_bytes()))
    return plain


SEEDS = [0, pytest.param(1, marks=pytest.mark.soak), pytest.param(2, marks=pytest.mark.soak)]


@pytest.mark.parametrize("seed", SEEDS)
def test_it_ends_where_the_original_does(digits: DigitSet, seed: int) -> None:
    """Accuracy 92.64 % within 0.1, cost 0.26722 within 1e-5, exit flag 0 after 100 iterations."""
    theta, cost, exitflag, output = train(digits, seed)
    model = {"optTheta": theta, "inputSize": 784, "numClasses": 10}
    accuracy = 100 * np.mean(softmaxPredict(model, digits.test_images) == digits.test_labels)
    assert accuracy == pytest.approx(92.64, abs=0.1)
    assert cost == pytest.approx(0.26722, abs=1e-5)
    assert (exitflag, output.iterations) == (0, 100)


@pytest.mark.octave
@pytest.mark.soak
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_takes_octaves_evaluations(digits: DigitSet, seed: int, tmp_path: Path) -> None:
    """The evaluations of every iteration are Octave's, and so are the end and its reason."""
    theirs = octave_train(tmp_path, seed)
    assert np.array_equal(theirs["theta"], 0.005 * randn(seed, 7840))
    _, cost, exitflag, output = train(digits, seed)
    assert np.array_equal(output.trace.funcCount, theirs["funcCount"])
    assert (exitflag, output.message) == (theirs["flag"], theirs["message"])
    assert cost == pytest.approx(theirs["f"], abs=1e-6)
