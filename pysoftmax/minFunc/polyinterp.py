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
    """Find the minimiser of the polynomial through the given points.

    Parameters
    ----------
    points
        One row per point: t, f(t), f'(t); NaN for a slope that is not known.
    lower, upper
        The bounds of the search; by default the least and the greatest t of the points.

    Returns
    -------
    float
        The t of the minimum. Two points with both slopes and no bounds have a closed form;
        otherwise it is the best of the bounds, the points and the real roots of the derivative
        that lie within the bounds, the first of these on a tie.

    References
    ----------
    Nocedal and Wright, Numerical Optimization, equation 3.59.
    """
    table = np.asarray(points, dtype=np.float64)
    with np.errstate(all="ignore"):  # infinities and NaN propagate, as in Octave
        if lower is None and upper is None and len(table) == 2 and not np.isnan(table[:, 2]).any():
            return _cubic_minimiser(table)
        low = float(np.fmin.reduce(table[:, 0])) if lower is None else float(lower)
        high = float(np.fmax.reduce(table[:, 0])) if upper is None else float(upper)
        coefficients = _interpolant(table)
        candidates = [low, high, *table[:, 0].tolist(), *_stationary_points(coefficients)]
        return _best(coefficients, candidates, low, high)


def _cubic_minimiser(table: Vector) -> float:
    """Return the closed form for two points; their middle if the cubic has no minimum."""
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
    """Return the interpolant's coefficients, the highest power first."""
    with_slope = [(t, slope) for t, _, slope in table if not np.isnan(slope)]
    powers = range(len(table) + len(with_slope) - 1, -1, -1)
    # Powers are taken one scalar at a time: NumPy's vectorised ones differ in the last bit from
    # those of the C library, which Octave uses.
    values = [[float(t**p) for p in powers] for t, _, _ in table]
    slopes = [[float(p * t ** (p - 1)) if p else 0.0 for p in powers] for t, _ in with_slope]
    return _backslash(values + slopes, [*table[:, 1].tolist(), *(float(g) for _, g in with_slope)])


def _backslash(matrix: list[list[float]], right_side: list[float]) -> Vector:
    """Solve as Octave's backslash does: by LU, or by least squares of minimum norm."""
    solution = _lu_solve(matrix, right_side)
    if solution is not None:
        return np.array(solution)
    # rcond=-1 is machine precision, as in Octave.
    return np.asarray(np.linalg.lstsq(matrix, right_side, rcond=-1)[0], dtype=np.float64)


def _lu_solve(matrix: list[list[float]], right_side: list[float]) -> list[float] | None:
    """Solve by LU with partial pivoting; return None if a pivot is exactly zero.

    If values of f differ by less than their rounding, only last bits decide the step. So the
    operations and their order are those of Octave's backslash with OpenBLAS, to the last bit: a
    column at a time, each entry less one inner product. They are written out here because
    NumPy's solve rounds as its BLAS happens to be built.
    """
    rows = [[*row, value] for row, value in zip(matrix, right_side, strict=True)]
    n = len(rows)
    for k in range(n):
        for i in range(1, n):
            done = min(i, k)
            rows[i][k] -= _inner(rows[i][:done], [row[k] for row in rows[:done]])
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        if rows[k][k] == 0:
            return None
        reciprocal = 1 / rows[k][k]
        for row in rows[k + 1 :]:
            row[k] *= reciprocal
    x = [row[n] for row in rows]
    for k in range(n):
        for i in range(k + 1, n):
            x[i] -= x[k] * rows[i][k]
    for k in reversed(range(n)):
        x[k] /= rows[k][k]
        for i in range(k):
            x[i] -= x[k] * rows[i][k]
    return x


def _inner(left: Sequence[float], right: Sequence[float]) -> float:
    """Return an inner product, added up in order."""
    total = 0.0
    for a, b in zip(left, right, strict=True):
        total += a * b
    return total


def _stationary_points(coefficients: Vector) -> list[float]:
    """Return the real roots of the derivative; none if a coefficient is not finite."""
    order = len(coefficients) - 1
    derivative = coefficients[:-1] * np.arange(order, 0, -1)
    if not np.isfinite(derivative).all():
        return []
    # Like Octave's roots, drop coefficients that underflow beside the greatest one.
    derivative[derivative / np.abs(derivative).max() == 0] = 0
    try:
        roots = np.roots(derivative)
    except np.linalg.LinAlgError:  # a leading coefficient so small that its quotients overflow
        return []
    return [float(root.real) for root in roots if root.imag == 0]


def _best(coefficients: Vector, candidates: Sequence[float], low: float, high: float) -> float:
    """Return the candidate within the bounds with the least value; the middle if none is finite."""
    best, least = (low + high) / 2, np.inf
    for t in candidates:
        if low <= t <= high:
            value = _evaluate(coefficients, t)
            if value < least:
                best, least = t, value
    return best


def _evaluate(coefficients: Vector, t: float) -> float:
    """Evaluate the polynomial by Horner's scheme."""
    value = 0.0
    for coefficient in coefficients.tolist():
        value = value * t + coefficient
    return value
