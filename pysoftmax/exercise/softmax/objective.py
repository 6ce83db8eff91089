"""softmaxCost as a function of theta only, to minimise or differentiate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.objectives import Formula
from pysoftmax.exercise.softmax.bounds import softmax_bounds

__all__ = ["SOFTMAX_COST"]


def _rounding(p: Mapping[str, Any], x: NDArray[np.float64]) -> float:
    theta = x.reshape(int(p["numClasses"]), int(p["inputSize"]), order="F")
    return softmax_bounds(theta, p["lambda"], p["data"], p["labels"]).cost


SOFTMAX_COST = Formula(
    "softmax",
    "softmaxCost of the case's own data",
    """
    theta = x.reshape(int(p["numClasses"]), int(p["inputSize"]), order="F")
    data, labels = np.asarray(p["data"]), np.asarray(p["labels"]).ravel().astype(int) - 1
    count = data.shape[1]
    scores = theta @ data
    scores = scores - scores.max(axis=0)
    log_p = scores - np.log(np.exp(scores).sum(axis=0))
    residual = np.exp(log_p)
    columns = np.arange(count)
    residual[labels, columns] -= 1
    value = -log_p[labels, columns].sum() / count + p["lambda"] / 2 * np.sum(theta * theta)
    gradient = (residual @ data.T / count + p["lambda"] * theta).ravel(order="F")
    """,
    """
    theta = reshape (x, p.numClasses, p.inputSize);
    examples = columns (p.data);
    own = sub2ind ([p.numClasses, examples], double (p.labels(:)'), 1:examples);
    scores = theta * p.data;
    scores = scores - max (scores, [], 1);
    log_p = scores - log (sum (exp (scores), 1));
    residual = exp (log_p);
    residual(own) -= 1;
    value = -sum (log_p(own)) / examples + p.lambda / 2 * sum (sum (theta .* theta));
    gradient = (residual * p.data') / examples + p.lambda * theta;
    gradient = gradient(:);
    """,
    _rounding,
    gives_answer=True,
)
"""Minimised by softmaxTrain. Parameters: numClasses, inputSize, lambda, data and labels."""
