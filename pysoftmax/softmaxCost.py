"""Step 2 of the exercise: the cost of softmax regression and its gradient."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pysoftmax import kernels
from pysoftmax.validation import (
    data_matrix,
    decay,
    label_indices,
    require_finite,
    theta_matrix,
    whole,
)

__all__ = ["softmaxCost"]


def softmaxCost(
    theta: ArrayLike,
    numClasses: int,
    inputSize: int,
    lambda_: float,
    data: Any,
    labels: ArrayLike,
    *,
    kernel: str | None = None,
) -> tuple[float, NDArray[np.float64]]:
    """Cost and gradient of softmax regression with weight decay.

    With ``P[k, i] = p(class k | example i)``, the softmax of column i of ``theta @ data``, and
    ``groundTruth[k, i] = (labels[i] == k)``::

        cost = -mean(log P[labels[i], i]) + lambda / 2 * sum(theta ** 2)
        grad = -(groundTruth - P) @ data.T / M + lambda * theta

    Parameters
    ----------
    theta
        numClasses * inputSize parameters, unrolled column by column (Octave's ``theta(:)``),
        as (n,), (n, 1) or (1, n). Non-finite parameters give a non-finite cost.
    numClasses, inputSize
        Positive whole numbers.
    lambda_
        Weight decay, 0 or more.
    data
        ``inputSize x M``, one example per column: an array, a SciPy sparse array or a
        `pysoftmax.ByteImages`.
    labels
        M whole numbers from 1 to numClasses, as (M,), (M, 1) or (1, M).
    kernel
        Which arithmetic to use (see `pysoftmax.kernels`); by default the fastest installed.

    Returns
    -------
    cost
        A float. Finite wherever ``theta @ data`` and ``sum(theta ** 2)`` are.
    grad
        float64, (n,), unrolled column by column as theta.

    Raises
    ------
    ValueError, TypeError
        If an argument is not as above; the message names it, its value and what is expected.

    Notes
    -----
    Source: UFLDL, "Softmax Regression", cost function and weight decay.
    """
    classes, size = whole("numClasses", numClasses), whole("inputSize", inputSize)
    matrix = theta_matrix(theta, classes, size)
    weight = decay(lambda_)
    examples = data_matrix(data, size)
    indices = label_indices(labels, classes, examples.shape[1])
    problem = kernels.get(kernel).problem(examples, indices, classes)
    cost, gradient = problem.evaluate(matrix, weight)
    # Every entry of the data is in a sum, where NaN and infinity persist. So a finite cost shows
    # that the data are finite, without another pass over them at each evaluation.
    if not math.isfinite(cost):
        require_finite(examples)
    return cost, gradient.ravel(order="F")
