"""Step 4 of the exercise: training by L-BFGS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pysoftmax import kernels
from pysoftmax.minFunc import minFunc
from pysoftmax.minFunc.options import read_options
from pysoftmax.model import SoftmaxModel
from pysoftmax.octave_random import randn
from pysoftmax.validation import (
    data_matrix,
    decay,
    first_not_finite,
    label_indices,
    require_finite,
    theta_matrix,
    whole,
)

__all__ = ["softmaxTrain"]

Theta = NDArray[np.float64]


def softmaxTrain(
    inputSize: int,
    numClasses: int,
    lambda_: float,
    inputData: Any,
    labels: ArrayLike,
    options: Mapping[str, Any] | None = None,
    *,
    theta0: ArrayLike | None = None,
    seed: int | None = None,
    kernel: str | None = None,
) -> SoftmaxModel:
    """Minimise softmaxCost over theta with minFunc's L-BFGS.

    Parameters
    ----------
    inputSize, numClasses, lambda_
        As for softmaxCost.
    inputData, labels
        ``inputSize x M`` examples, one a column, and their M labels from 1. They are not
        copied, so they must not change while softmaxTrain runs.
    options
        minFunc's options, a mapping or a struct as scipy.io reads it, their names in any case;
        ``maxIter`` is 400 unless given here.
    theta0
        Where to start: numClasses * inputSize numbers, unrolled column by column.
    seed
        Start from 0.005 times the numbers that Octave draws after ``randn("twister", seed)``.
        With neither theta0 nor seed the start is random, as in the exercise.
    kernel
        Which arithmetic to use (see `pysoftmax.kernels`).

    Returns
    -------
    SoftmaxModel
        optTheta (numClasses x inputSize), inputSize, numClasses.

    Raises
    ------
    ValueError, TypeError
        If an argument is not as above, or an option has a value that minFunc does not support.

    Notes
    -----
    Source: UFLDL, "Exercise: Softmax Regression", step 4.
    """
    settings = read_options(options, max_iter=400)
    size, classes = whole("inputSize", inputSize), whole("numClasses", numClasses)
    weight = decay(lambda_)
    examples = data_matrix(inputData, size, name="inputData")
    require_finite(examples, name="inputData")
    indices = label_indices(labels, classes, examples.shape[1])
    start = _start(theta0, seed, classes, size)
    problem = kernels.get(kernel).problem(examples, indices, classes, reuse=True)

    def cost(theta: Theta) -> tuple[float, Theta]:
        value, gradient = problem.evaluate(theta.reshape((classes, size), order="F"), weight)
        return value, gradient.ravel(order="F")

    theta, *_ = minFunc(cost, start, settings)
    return SoftmaxModel(theta, size, classes)


def _start(theta0: ArrayLike | None, seed: int | None, classes: int, size: int) -> Theta:
    if theta0 is None:
        if seed is None:
            return 0.005 * np.random.default_rng().standard_normal(classes * size)
        return 0.005 * randn(seed, classes * size)
    if seed is not None:
        raise ValueError(f"seed is {seed} and theta0 is given too; expected one of the two")
    start = theta_matrix(theta0, classes, size, name="theta0").ravel(order="F")
    if (k := first_not_finite(start)) is not None:
        raise ValueError(f"theta0[{k}] is {start[k]}; expected finite numbers")
    return start
