"""The exercise from end to end: its steps 0 to 5, announced as they go."""

from __future__ import annotations

import os

import numpy as np
from numpy.typing import NDArray

from pysoftmax.computeNumericalGradient import computeNumericalGradient
from pysoftmax.datasets import load_digits, load_mnist
from pysoftmax.octave_random import randn
from pysoftmax.softmaxCost import softmaxCost
from pysoftmax.softmaxPredict import softmaxPredict
from pysoftmax.softmaxTrain import softmaxTrain

__all__ = ["softmaxExercise"]

NUM_CLASSES = 10
LAMBDA = 1e-4
MAX_ITER = 100


def softmaxExercise(data: str | os.PathLike[str] | None = None, *, seed: int = 0) -> float:
    """Run the softmax regression exercise, printing each step.

    Parameters
    ----------
    data
        A folder with MNIST's four IDX files; the digits that come with pysoftmax when None.
    seed
        Of the random start, as Octave's ``randn("twister", seed)``.

    Returns
    -------
    float
        The accuracy on the test set, in percent.

    Raises
    ------
    FileNotFoundError, ValueError
        When the folder lacks a file, or a file is not what its name says.

    Notes
    -----
    Source: UFLDL, "Exercise: Softmax Regression".
    """
    # As bytes, MNIST takes an eighth of the memory and is faster to train on.
    digits = load_digits(as_bytes=True) if data is None else load_mnist(data, as_bytes=True)
    inputSize = digits.train_images.shape[0]

    print(f"Step 0: constants: inputSize {inputSize}, numClasses {NUM_CLASSES}, lambda {LAMBDA:g}")
    print(
        f"Step 1: data: {digits.train_labels.size} training and {digits.test_labels.size} test"
        f" digits, {digits.source}"
    )
    theta = 0.005 * randn(seed, NUM_CLASSES * inputSize)
    cost, _ = softmaxCost(
        theta, NUM_CLASSES, inputSize, LAMBDA, digits.train_images, digits.train_labels
    )
    print(f"Step 2: cost at a random theta: {cost:.6f} (log {NUM_CLASSES} is 2.302585)")
    print(f"Step 3: gradient check, relative difference: {_gradient_check(seed):.4e}")
    print(f"Step 4: training, {MAX_ITER} iterations of L-BFGS")
    model = softmaxTrain(
        inputSize,
        NUM_CLASSES,
        LAMBDA,
        digits.train_images,
        digits.train_labels,
        {"maxIter": MAX_ITER},
        theta0=theta,
    )
    pred = softmaxPredict(model, digits.test_images)
    accuracy = 100 * float(np.mean(pred == digits.test_labels))
    print(f"Step 5: test\nAccuracy: {accuracy:.3f}%")
    return accuracy


def _gradient_check(seed: int) -> float:
    """The exercise's debug mode: inputSize 8, 100 random examples, every parameter."""
    inputSize, examples = 8, 100
    random = np.random.default_rng(seed)
    theta = 0.005 * randn(seed, NUM_CLASSES * inputSize)
    inputs = random.standard_normal((inputSize, examples))
    labels = random.integers(1, NUM_CLASSES, examples, endpoint=True)

    def J(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        return softmaxCost(point, NUM_CLASSES, inputSize, LAMBDA, inputs, labels)

    numgrad, (_, grad) = computeNumericalGradient(J, theta), J(theta)
    return float(np.linalg.norm(numgrad - grad) / np.linalg.norm(numgrad + grad))
