"""The cases of softmaxTrain, and how the returned model is measured.

A model is judged by its quality, not by how it was trained: by the reference cost at its
parameters, and by the reference accuracy on digits that it has not seen.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.comparison.choices import Choices
from pysoftmax.datasets import load_digits
from pysoftmax.exercise.softmax.mistakes.training import trained_theta
from pysoftmax.exercise.softmax.problems import Regime, train_case

__all__ = [
    "cost_reached",
    "digits_accuracy",
    "digits_case",
    "digits_to_predict",
    "small_training_case",
]

SMALL = Regime(
    numClasses=(3, 5),
    inputSize=(2, 6),
    examples=(20, 40),
    lambdas=(0.1, 0.03),
    labels=("countdown", "random"),
)
"""Problems with one clear optimum, which every optimiser reaches in some 30 iterations."""

TRAINING_DIGITS, TEST_DIGITS = 150, 200
"""Enough for an accuracy near 80 %, few enough for solutions that loop over the examples."""

DIGITS_DECAY = 0.03
"""Strong enough for L-BFGS to converge, to the same optimum, in about 30 evaluations."""

OPTIONS = {"maxIter": 400, "display": "off", "useMex": False}
"""Octave cannot use minFunc's mex files."""


def small_training_case(choices: Choices) -> Case:
    """A call of softmaxTrain on a small problem, with iterations enough to reach its optimum."""
    case = train_case(choices, SMALL)
    data = np.round(case.args[3], 1) + 0.0  # short to paste, and no negative zeros
    data.flags.writeable = False
    return _with_options(replace(case, args=(*case.args[:3], data, *case.args[4:])), 400)


def digits_case(_: Choices) -> Case:
    """Return the call of softmaxTrain on handwritten digits."""
    images, labels = _digits()[:2]
    args: tuple[Any, ...] = (images.shape[0], 10, DIGITS_DECAY, images, labels, {})
    return _with_options(Case("softmaxTrain", args, 1, "handwritten digits"), 100)


def digits_to_predict(optTheta: NDArray[np.float64]) -> Case:
    """Return the call of softmaxPredict that ends the run, with the trained model."""
    images = _digits()[2]
    model = {"optTheta": optTheta, "inputSize": images.shape[0], "numClasses": 10}
    return Case("softmaxPredict", (model, images), 1, "handwritten digits")


def _with_options(case: Case, iterations: int) -> Case:
    return replace(case, args=(*case.args[:5], OPTIONS | {"maxIter": iterations}))


@functools.cache
def _digits() -> tuple[NDArray[np.float64], ...]:
    """Training images and labels, test images and labels; read-only."""
    digits = load_digits()
    arrays = (
        np.asarray(digits.train_images)[:, :TRAINING_DIGITS],
        digits.train_labels[:TRAINING_DIGITS].astype(float),
        np.asarray(digits.test_images)[:, :TEST_DIGITS],
        digits.test_labels[:TEST_DIGITS].astype(float),
    )
    for array in arrays:
        array.flags.writeable = False
    return arrays


def cost_reached(case: Case, answer: Answer, _: Answer) -> Answer:
    """Return the reference cost at the parameters of the model."""
    from pysoftmax.softmaxCost import softmaxCost

    size, classes, lambda_, data, labels = case.args[:5]
    theta = _theta(answer, classes, size)
    if theta is None:
        return _no_model(answer)
    if not np.isfinite(theta).all():
        return Answer((np.asarray(np.nan),))
    cost = softmaxCost(theta, classes, size, lambda_, data, labels, kernel="plain")[0]
    return Answer((np.asarray(cost),))


def digits_accuracy(case: Case, answer: Answer, expected: Answer) -> Answer:
    """Return the reference accuracy with the parameters of the model, at most that of the oracle's.

    A model that is better than the oracle's is not marked down.
    """
    size, classes = case.args[:2]
    theta = _theta(answer, classes, size)
    if theta is None:
        return _no_model(answer)
    best = _theta(expected, classes, size)
    assert best is not None, "the oracle returns a model"
    biased = bool((np.asarray(case.args[3])[-1] == 1).all())
    return Answer((np.asarray(min(_accuracy(theta, biased), _accuracy(best, biased))),))


def _accuracy(theta: NDArray[np.float64], biased: bool) -> float:
    """Return the accuracy on the test digits, whose last pixel is 1 if it was in the training."""
    images, labels = _digits()[2:]
    if biased:
        images = np.concatenate([images[:-1], np.ones((1, images.shape[1]))])
    return float(np.mean(np.argmax(theta @ images, axis=0) + 1 == labels))


def _theta(answer: Answer, classes: int, size: int) -> NDArray[np.float64] | None:
    return trained_theta(answer.values[0], classes, size) if answer.values else None


def _no_model(answer: Answer) -> Answer:
    failure = Failure("invalid", "softmaxTrain returned no model with parameters of the right size")
    return Answer(failure=answer.failure or failure)
