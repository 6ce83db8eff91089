"""The limited-memory approximation of the inverse Hessian: its update and its product."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from pysoftmax.minFunc.sums import Vector, inner_product, scaled_inner_product

__all__ = ["CURVATURE_NEEDED", "lbfgs_direction", "lbfgs_update"]

# A correction is kept only if y's exceeds this. If it were smaller, rounding would decide the step.
CURVATURE_NEEDED = 1e-10


def lbfgs_update(
    y: Vector,
    s: Vector,
    corr: int,
    S: Sequence[Vector],
    Y: Sequence[Vector],
    rho: Sequence[float],
    scaling: float,
    debug: bool = False,
) -> tuple[Sequence[Vector], Sequence[Vector], Sequence[float], float]:
    """Append the correction (s, y) if its curvature is positive, and drop the oldest beyond corr.

    Parameters
    ----------
    y, s
        Change of the gradient and of x over the last step.
    corr
        The number of corrections to keep.
    S, Y, rho
        The corrections so far, the oldest first, and their 1/y's. They are not changed.
    scaling
        The last initial scaling of the inverse Hessian.
    debug
        Whether to print that a correction was skipped.

    Returns
    -------
    S, Y, rho, scaling
        The corrections now, and y's / y'y of the latest; unchanged if it was skipped.
    """
    curvature = inner_product(y, s)
    if not curvature > CURVATURE_NEEDED:
        if debug:
            print("Correction skipped: no positive curvature")
        return S, Y, rho, scaling
    length = inner_product(y, y)
    # Only references move: the vectors stay where they are, each contiguous.
    return (
        [*S, s][-corr:],
        [*Y, y][-corr:],
        [*rho, 1.0 / curvature][-corr:],
        curvature / length if length else math.inf,
    )


def lbfgs_direction(
    v: Vector, S: Sequence[Vector], Y: Sequence[Vector], rho: Sequence[float], scaling: float
) -> Vector:
    """Multiply v by the approximate inverse Hessian: the two-loop recursion.

    Parameters
    ----------
    v
        A vector, usually the negative gradient. It is not changed.
    S, Y, rho
        Corrections, the oldest first, and their 1/y's.
    scaling
        The inverse Hessian before any correction, as a multiple of the identity.

    Returns
    -------
    numpy.ndarray
        A direction of v's shape.

    References
    ----------
    Nocedal and Wright, Numerical Optimization, algorithm 7.4.
    """
    r = v.copy()
    product = np.empty_like(r)  # holds a multiple of a correction, so that no step allocates
    alphas = [0.0] * len(S)
    for i in reversed(range(len(S))):
        alphas[i] = scaled_inner_product(float(rho[i]), S[i], r)
        r -= np.multiply(Y[i], alphas[i], out=product)
    r *= scaling
    for i, alpha in enumerate(alphas):
        beta = scaled_inner_product(float(rho[i]), Y[i], r)
        r += np.multiply(S[i], alpha - beta, out=product)
    return r
