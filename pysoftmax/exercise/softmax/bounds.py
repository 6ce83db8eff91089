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

from pysoftmax.comparison.tolerance import EPS, TINY

__all__ = ["SoftmaxBounds", "probability_bounds", "softmax_bounds"]

Array = NDArray[np.float64]

ELEMENTARY = 4  # ulps for one exp or log with the operations around it; libms stay below 1 each


@dataclass(frozen=True)
class SoftmaxBounds:
    """Absolute bounds on the difference of two implementations, entry by entry.

    Attributes
    ----------
    probabilities
        K x M.
    cost
        One number.
    gradient
        K x N.
    """

    probabilities: Array
    cost: float
    gradient: Array


def softmax_bounds(theta: Any, lambda_: float, data: Any, labels: Any) -> SoftmaxBounds:
    """Bounds for softmaxCost at a case.

    With E = N eps |theta||data| for the scores:

    - a shifted score ``s - max s`` differs by E_ij + max_k E_kj + eps |s - max s|;
    - ``exp`` of it, over a sum of K such, differs relatively by that, by the sum's own (an average
      weighted by the probabilities), and by a few ulps (the sum's K, exp's own);
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
        M labels from 1, of any shape.
    """
    theta, data = np.asarray(theta, dtype=float), np.asarray(data, dtype=float)
    own = np.asarray(labels).ravel().astype(np.int64) - 1
    with np.errstate(all="ignore"):
        forward = _forward(theta, data)
        cost = _cost_bound(forward, theta, lambda_, own)
        gradient = _gradient_bound(forward, theta, lambda_, data, own)
    return SoftmaxBounds(forward.p_bound, cost, gradient)


def probability_bounds(theta: Any, data: Any) -> Array:
    """Return the K x M bounds of softmaxPredict's confidences, derived as in `softmax_bounds`."""
    with np.errstate(all="ignore"):
        return _forward(np.asarray(theta, dtype=float), np.asarray(data, dtype=float)).p_bound


@dataclass(frozen=True)
class _Forward:
    """Shifted scores, log of their exponentials' sum, p, and the bounds of p: all K x M but M."""

    shifted: Array
    log_sum: Array
    p: Array
    relative: Array
    p_bound: Array


def _forward(theta: Array, data: Array) -> _Forward:
    classes, features = theta.shape
    scores = theta @ data
    scores_bound = (features + 1) * EPS * (np.abs(theta) @ np.abs(data)) + features * TINY
    shifted = scores - scores.max(axis=0)
    spread = np.exp(shifted)
    total = spread.sum(axis=0)
    p = spread / total
    exponent = scores_bound + scores_bound.max(axis=0) + EPS * np.abs(shifted)
    ulps = (classes + 2 * ELEMENTARY) * EPS
    relative = exponent + (p * exponent).sum(axis=0) + ulps
    p_bound = np.minimum(p * np.expm1(np.minimum(relative, 1)) + classes * TINY, 1.0)
    return _Forward(shifted, np.log(total), p, relative, p_bound)


def _cost_bound(f: _Forward, theta: Array, lambda_: float, own: NDArray[np.int64]) -> float:
    examples = own.size
    columns = np.arange(examples)
    log_p = np.abs(f.shifted[own, columns] - f.log_sum)
    log_bound = f.relative[own, columns] + ELEMENTARY * EPS * log_p
    decay = abs(lambda_) / 2 * float(np.sum(theta * theta))
    return float(
        log_bound.sum() / examples
        + (examples + ELEMENTARY) * EPS * log_p.sum() / examples
        + (theta.size + ELEMENTARY) * EPS * decay
        + TINY
    )


def _gradient_bound(
    f: _Forward, theta: Array, lambda_: float, data: Array, own: NDArray[np.int64]
) -> Array:
    examples = own.size
    residual = f.p.copy()
    residual[own, np.arange(examples)] -= 1
    entry = f.p_bound + (examples + ELEMENTARY) * EPS * np.abs(residual)
    bound: Array = entry @ np.abs(data).T / examples + examples * TINY
    return bound + ELEMENTARY * EPS * abs(lambda_) * np.abs(theta)
