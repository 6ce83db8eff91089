"""Where the polynomial through given values and slopes has its minimum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pysoftmax.minFunc.sums import Vector

__all__ = ["polyinterp"]


def polyinterp(
    points: npt.ArrayLike, lower: float | None = None, upper: float | None = None
) -> float:
    """The minimiser of the polynomial through the given points.

    Parameters
    ----------
    points
        One row per point: t, f(t), f'(t); NaN for a slope that is not known.
    lower, upper
        The bounds of the search; without them, the least and the greatest t of the points.

    Returns
    -------
    float
        The t of the minimum. Two points with both slopes and no bounds have a closed form;
        otherwise it is the best of the bounds, the points and the real roots of the derivative
        that lie within the bounds, the first of these on a tie.

    Source: Nocedal and Wright, Numerical Optimization, equation 3.59.
    """
    table = np.asarray(points, dtype=np.float64)
    with np.errstate(all="ignore"):  # infinities and NaN take their course, as in Octave
        if lower is None and upper is None and len(table) == 2 and not np.isnan(table[:, 2]).any():
            return _cubic_minimiser(table)
        low = float(np.fmin.reduce(table[:, 0])) if lower is None else float(lower)
        high = float(np.fmax.reduce(table[:, 0])) if upper is None else float(upper)
        coefficients = _interpolant(table)
        candidates = [low, high, *table[:, 0].tolist(), *_stationary_points(coefficients)]
        return _best(coefficients, candidates, low, high)


def _cubic_minimiser(table: Vector) -> float:
    """The closed form for two points; their middle where the cubic has no minimum."""
    left, right = table if table[0, 0] <= table[1, 0] else table[::-1]
    (t1, f1, g1), (t2, f2, g2) = left, right
    d1 = g1 + g2 - 3 * (f1 - f2) / (t1 - t2)
    square = d1**2 - g1 * g2
    if square < 0:
        return float((table[0, 0] + table[1, 0]) / 2)
    d2 = np.sqrt(square)
    t = t2 - (t2 - t1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
    return float(np.fmin(np.fmax(t, t1), t2))


def _interpolant(table: Vector) -> Vector:
    """Coefficients, the highest power first, of the polynomial that meets every value and slope."""
    with_slope = [(t, slope) for t, _, slope in table if not np.isnan(slope)]
    powers = range(len(table) + len(with_slope) - 1, -1, -1)
    # Powers are taken one scalar at a time: NumPy's vectorised ones differ in the last bit from
    # those of the C library, which Octave uses.
    values = [[float(t**p) for p in powers] for t, _, _ in table]
    slopes = [[float(p * t ** (p - 1)) if p else 0.0 for p in powers] for t, _ in with_slope]
    return _backslash(values + slopes, [*table[:, 1].tolist(), *(float(g) for _, g in with_slope)])


def _backslash(matrix: list[list[float]], right_side: list[float]) -> Vector:
    """Octave's backslash: elimination, or least squares of minimum norm where a pivot is zero."""
    solution = _eliminate(matrix, right_side)
    if solution is not None:
        return np.array(solution)
    # rcond=-1 is machine precision, as Octave has it.
    return np.asarray(np.linalg.lstsq(matrix, right_side, rcond=-1)[0], dtype=np.float64)


def _eliminate(matrix: list[list[float]], right_side: list[float]) -> list[float] | None:
    """Gaussian elimination with partial pivoting; None where a pivot is exactly zero.

    In the order of operations of LAPACK's reference, to the last bit: values of f that differ by
    less than their rounding leave nothing but last bits to choose a step by, and NumPy's solve
    rounds as its BLAS happens to be built.
    """
    rows = [[*row, value] for row, value in zip(matrix, right_side, strict=True)]
    n = len(rows)
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        if rows[k][k] == 0:
            return None
        reciprocal = 1 / rows[k][k]
        for row in rows[k + 1 :]:
            factor = row[k] * reciprocal
            for j in range(k + 1, n + 1):
                row[j] -= factor * rows[k][j]
    for k in reversed(range(n)):
        rows[k][n] /= rows[k][k]
        for row in rows[:k]:
            row[n] -= rows[k][n] * row[k]
    return [row[n] for row in rows]


def _stationary_points(coefficients: Vector) -> list[float]:
    """The real roots of the derivative, where it is finite enough to have any."""
    order = len(coefficients) - 1
    derivative = coefficients[:-1] * np.arange(order, 0, -1)
    if not np.isfinite(derivative).all():
        return []
    # What underflows beside the greatest coefficient is no coefficient, as in Octave's roots.
    derivative[derivative / np.abs(derivative).max() == 0] = 0
    try:
        roots = np.roots(derivative)
    except np.linalg.LinAlgError:  # a leading coefficient so small that its quotients overflow
        return []
    return [float(root.real) for root in roots if root.imag == 0]


def _best(coefficients: Vector, candidates: Sequence[float], low: float, high: float) -> float:
    """The candidate within the bounds with the least value; the middle if no value is finite."""
    best, least = (low + high) / 2, np.inf
    for t in candidates:
        if low <= t <= high:
            value = _evaluate(coefficients, t)
            if value < least:
                best, least = t, value
    return best


def _evaluate(coefficients: Vector, t: float) -> float:
    """Horner's scheme."""
    value = 0.0
    for coefficient in coefficients.tolist():
        value = value * t + coefficient
    return value
