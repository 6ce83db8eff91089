"""The one problem that all contenders solve: MNIST, softmax regression with decay and no bias."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.environment import ROOT
from pysoftmax import softmaxCost, softmaxPredict
from pysoftmax.datasets.handwritten import load_mnist
from pysoftmax.octave_random import randn

CLASSES = 10
PIXELS = 784
LAMBDA = 1e-4
ITERATIONS = 100
SEED = 0


def mnist() -> Path:
    """Return the folder of MNIST's four files."""
    folder = Path(os.environ.get("PYSOFTMAX_MNIST", ROOT.parent / "shared" / "mnist"))
    if not folder.is_dir():
        raise SystemExit(f"MNIST is not at {folder}; PYSOFTMAX_MNIST names its folder")
    return folder


@dataclass
class Task:
    """Examples as the contender wants them, a start, and where to stop.

    A contender runs for `ITERATIONS` iterations and then on until ``target`` is reached, or until
    it has done three times as many.
    """

    images: Any
    labels: NDArray[np.int64]
    theta0: NDArray[np.float64]
    target: float
    most_iterations: int = 3 * ITERATIONS

    @classmethod
    def load(cls, as_bytes: bool, target: float) -> Task:
        """Read MNIST, as doubles or as bytes."""
        digits = load_mnist(mnist(), as_bytes=as_bytes)
        theta0 = (0.005 * randn(SEED, CLASSES * PIXELS)).reshape((CLASSES, PIXELS), order="F")
        return cls(digits.train_images, digits.train_labels, theta0, target)

    def is_done(self, iterations: int, objective: float) -> bool:
        """Say whether a contender may stop after an iteration."""
        return iterations >= ITERATIONS and objective <= self.target


def judge(theta: NDArray[np.float64]) -> tuple[float, float]:
    """Return the cost on the training examples and the accuracy, in percent, on the others."""
    digits = load_mnist(mnist(), as_bytes=True)
    column = theta.ravel(order="F")
    images, labels = digits.train_images, digits.train_labels
    cost, _ = softmaxCost(column, CLASSES, PIXELS, LAMBDA, images, labels, kernel="blocked")
    model = {"optTheta": theta, "inputSize": PIXELS, "numClasses": CLASSES}
    right = softmaxPredict(model, digits.test_images, kernel="blocked") == digits.test_labels
    return cost, 100.0 * float(np.mean(right))
