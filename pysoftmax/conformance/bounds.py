"""How far two right implementations of the softmax functions can be apart, derived.

A dot product of n terms, computed in any order, errs by at most ``n u |a||b|`` with the unit
round-off u = eps / 2 (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., eq. 3.5);
two implementations therefore differ by at most ``n eps |a||b|``. That bound is carried through
the formula below, entry by entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["EPS", "TINY", "SoftmaxBounds", "softmax_bounds"]

EPS = float(np.finfo(float).eps)
TINY = float(np.finfo(float).smallest_subnormal)
ELEMENTARY = 4  # ulps for one exp or log with the operations around it; libms stay below 1 each


@dataclass(frozen=True)
class SoftmaxBounds:
    """Absolute bounds on the difference of two implementations, entry by entry.

    Attributes
    ----------
    scores
        K x M: of ``theta * data``.
    probabilities
        K x M.
    log_probability
        M: of the log probability of each example's own class.
    cost
        One number.
    gradient
        K x N.
    """

    scores: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    log_probability: NDArray[np.float64]
    cost: float
    gradient: NDArray[np.float64]


def softmax_bounds(theta: Any, lambda_: float, data: Any, labels: Any = None) -> SoftmaxBounds:
    """Bounds for softmaxCost and softmaxPredict at a case.

    With E = N eps |theta||data| for the scores:

    - a shifted score ``s - max s`` differs by E_ij + max_k E_kj + eps |s - max s|;
    - ``exp`` of it, over a sum of K such, differs relatively by twice the column's largest such
      difference and a few ulps (the sum's K, exp's own);
    - log p differs absolutely by as much as p relatively;
    - the cost averages M of these, adds (M + ELEMENTARY) eps of the sum's size, and the decay
      (K N + ELEMENTARY) eps of its own;
    - the gradient sums M products of (P - groundTruth) with data.

    Parameters
    ----------
    theta
        K x N.
    lambda_
        The weight of the decay term.
    data
        N x M.
    labels
        M labels from 1. None where only scores and probabilities matter.
    """
    theta, data = np.asarray(theta, dtype=float), np.asarray(data, dtype=float)
    with np.errstate(all="ignore"):
        return _bounds(theta, lambda_, data, labels)


def _bounds(
    theta: NDArray[np.float64], lambda_: float, data: NDArray[np.float64], labels: Any
) -> SoftmaxBounds:
    classes, features = theta.shape
    examples = data.shape[1]
    scores = theta @ data
    scores_bound = (features + 1) * EPS * (np.abs(theta) @ np.abs(data)) + features * TINY
    shifted = scores - scores.max(axis=0)
    spread = np.exp(shifted)
    p = spread / spread.sum(axis=0)
    exponent = scores_bound + scores_bound.max(axis=0) + EPS * np.abs(shifted)
    ulps = (classes + 2 * ELEMENTARY) * EPS
    # The denominator's error is an average of the classes' own, weighted by their probabilities.
    relative = exponent + (p * exponent).sum(axis=0) + ulps
    p_bound = np.minimum(p * np.expm1(np.minimum(relative, 1)) + classes * TINY, 1.0)
    own = np.zeros(examples, dtype=int) if labels is None else _zero_based(labels)
    columns = np.arange(examples)
    log_p = shifted[own, columns] - np.log(spread.sum(axis=0))
    log_bound = relative[own, columns] + ELEMENTARY * EPS * np.abs(log_p)
    decay = abs(lambda_) / 2 * float(np.sum(theta * theta))
    mean = float(np.abs(log_p).sum()) / examples
    cost_bound = (
        float(log_bound.sum()) / examples
        + (examples + ELEMENTARY) * EPS * mean
        + (theta.size + ELEMENTARY) * EPS * decay
        + TINY
    )
    residual = p.copy()
    residual[own, columns] -= 1
    entry = p_bound + (examples + ELEMENTARY) * EPS * np.abs(residual)
    gradient_bound = (
        entry @ np.abs(data).T / examples + ELEMENTARY * EPS * abs(lambda_) * np.abs(theta)
    ) + examples * TINY
    return SoftmaxBounds(scores_bound, p_bound, log_bound, cost_bound, gradient_bound)


def _zero_based(labels: Any) -> NDArray[np.int64]:
    return np.asarray(labels).ravel().astype(np.int64) - 1
