"""The exercise from end to end: its steps 0 to 5, announced as they go."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pysoftmax.computeNumericalGradient import computeNumericalGradient
from pysoftmax.datasets import load_digits, load_mnist
from pysoftmax.datasets.handwritten import DigitSet
from pysoftmax.minFunc.output import StepReport
from pysoftmax.model import SoftmaxModel
from pysoftmax.octave_random import randn
from pysoftmax.softmaxCost import softmaxCost
from pysoftmax.softmaxPredict import softmaxPredict
from pysoftmax.softmaxTrain import softmaxTrain
from pysoftmax.words import plural

__all__ = ["GradientCheck", "Iteration", "Run", "run_exercise", "softmaxExercise"]

NUM_CLASSES = 10
LAMBDA = 1e-4
MAX_ITER = 100
SHORT = 1.0
"""Seconds of training after which the time left is shown."""

Doubles = NDArray[np.float64]


class GradientCheck(NamedTuple):
    """The exercise's debug mode: both gradients, ``numClasses x inputSize``."""

    gradient: Doubles
    numerical: Doubles

    @property
    def difference(self) -> float:
        """The norm of the difference over the norm of the sum."""
        apart = np.linalg.norm(self.numerical - self.gradient)
        return float(apart / np.linalg.norm(self.numerical + self.gradient))


class Iteration(NamedTuple):
    """One row of minFunc's table."""

    number: int
    evaluations: int
    step: float
    cost: float
    optimality: float


@dataclass(frozen=True, eq=False)
class Run:
    """What one run of the exercise used and found.

    Attributes
    ----------
    digits, seed
        The data and the seed used.
    first_cost, check
        What steps 2 and 3 found.
    iterations, interrupted, model
        How training went, whether Ctrl-C ended it, and the model it reached.
    pred, confidences, accuracy
        The test digits' predicted classes, ``numClasses x M`` probabilities, and the accuracy in
        percent.
    seconds
        What each step took, by its name.
    """

    digits: DigitSet
    seed: int
    first_cost: float
    check: GradientCheck
    iterations: list[Iteration]
    interrupted: bool
    model: SoftmaxModel
    pred: NDArray[np.int64]
    confidences: Doubles
    accuracy: float
    seconds: dict[str, float]


def softmaxExercise(data: str | os.PathLike[str] | None = None, *, seed: int = 0) -> float:
    """Run the softmax regression exercise, printing each step.

    Ctrl-C during training ends the training; the model so far is then tested.

    Parameters
    ----------
    data
        A folder with MNIST's four IDX files; the digits that come with pysoftmax when None.
    seed
        The seed of the random start, as for Octave's ``randn("twister", seed)``.

    Returns
    -------
    float
        The accuracy on the test set, in percent.

    Raises
    ------
    FileNotFoundError, ValueError
        If the folder lacks a file, or a file is not what its name says.

    Notes
    -----
    Source: UFLDL, "Exercise: Softmax Regression".
    """
    return run_exercise(data, seed=seed).accuracy


def run_exercise(data: str | os.PathLike[str] | None = None, *, seed: int = 0) -> Run:
    """Run the exercise as `softmaxExercise` does, and return all that it found."""
    clock = _Clock()
    # As bytes, MNIST takes an eighth of the memory and is faster to train on.
    digits = load_digits(as_bytes=True) if data is None else load_mnist(data, as_bytes=True)
    inputSize = digits.train_images.shape[0]
    print(f"Step 0: constants: inputSize {inputSize}, numClasses {NUM_CLASSES}, lambda {LAMBDA:g}")
    print(
        f"Step 1: data: {digits.train_labels.size} training and {digits.test_labels.size} test"
        f" digits, {digits.source}"
    )
    clock.lap("loading the data")
    theta = 0.005 * randn(seed, NUM_CLASSES * inputSize)
    cost, _ = softmaxCost(
        theta, NUM_CLASSES, inputSize, LAMBDA, digits.train_images, digits.train_labels
    )
    print(f"Step 2: cost at a random theta: {cost:.6f} (log {NUM_CLASSES} is 2.302585)")
    clock.lap("loading the kernel, first cost")
    check = _gradient_check(seed)
    print(f"Step 3: gradient check, relative difference: {check.difference:.4e}")
    clock.lap("the gradient check")
    print(f"Step 4: training, {MAX_ITER} iterations of L-BFGS")
    model, iterations, interrupted = _train(digits, theta)
    clock.lap("training")
    pred, confidences = softmaxPredict(model, digits.test_images, nargout=2)
    accuracy = 100 * float(np.mean(pred == digits.test_labels))
    print(f"Step 5: test\nAccuracy: {accuracy:.3f}%")
    clock.lap("testing")
    return Run(
        digits, seed, cost, check, iterations, interrupted, model, pred, confidences, accuracy,
        clock.seconds,
    )  # fmt: skip


class _Clock:
    """Measures what each step takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name], self._last = now - self._last, now


def _train(digits: DigitSet, start: Doubles) -> tuple[SoftmaxModel, list[Iteration], bool]:
    """Train the model until the end, or until Ctrl-C."""
    inputSize = digits.train_images.shape[0]
    iterations: list[Iteration] = []
    reached = start
    started = time.perf_counter()

    def note(theta: Doubles, report: StepReport, state: str, *_: Any) -> None:
        nonlocal reached
        if state == "iter":
            reached = theta
            step = float(report.stepsize or 0.0)
            row = report.iteration, report.funccount, step, report.fval, report.firstorderopt
            iterations.append(Iteration(*row))
            _show_time_left(time.perf_counter() - started, report.iteration)

    options = {"maxIter": MAX_ITER, "outputFcn": note}
    try:
        model = softmaxTrain(
            inputSize,
            NUM_CLASSES,
            LAMBDA,
            digits.train_images,
            digits.train_labels,
            options,
            theta0=start,
        )
    except KeyboardInterrupt:
        done = plural(len(iterations), "iteration")
        print(f"\nInterrupted after {done}. The test uses the model so far.")
        return SoftmaxModel(reached, inputSize, NUM_CLASSES), iterations, True
    return model, iterations, False


def _show_time_left(elapsed: float, done: int) -> None:
    """Write below minFunc's table how long training takes yet; its next line takes that place."""
    if elapsed >= SHORT and sys.stdout.isatty() and sys.stderr.isatty():
        left = elapsed / done * (MAX_ITER - done)
        if left >= 1:
            print(f"at most {left:.0f} s left", end="\r", file=sys.stderr, flush=True)


def _gradient_check(seed: int) -> GradientCheck:
    """Return the exercise's debug mode: inputSize 8, 100 random examples, every parameter."""
    inputSize, examples = 8, 100
    random = np.random.default_rng(seed)
    theta = 0.005 * randn(seed, NUM_CLASSES * inputSize)
    inputs = random.standard_normal((inputSize, examples))
    labels = random.integers(1, NUM_CLASSES, examples, endpoint=True)

    def J(point: Doubles) -> tuple[float, Doubles]:
        return softmaxCost(point, NUM_CLASSES, inputSize, LAMBDA, inputs, labels)

    numgrad, (_, grad) = computeNumericalGradient(J, theta), J(theta)
    shape = NUM_CLASSES, inputSize
    return GradientCheck(grad.reshape(shape, order="F"), numgrad.reshape(shape, order="F"))
