"""Backtracking to sufficient decrease, for a Wolfe search that meets NaN or infinity."""

from __future__ import annotations

import numpy as np

from pysoftmax.minFunc.line import Line, Objective, Point
from pysoftmax.minFunc.polyinterp import polyinterp
from pysoftmax.minFunc.sums import Vector, one_norm

__all__ = ["armijo_backtrack"]

# Bounds of the next step, as fractions of the last, so that it neither stalls nor collapses.
SHORTEST, LONGEST = 1e-3, 0.6
UNKNOWN = float("nan")  # polyinterp's mark for a slope that is not known


def armijo_backtrack(
    x: Vector,
    t: float,
    d: Vector,
    f: float,
    g: Vector,
    gtd: float,
    c1: float,
    tol_x: float,
    debug: bool,
    objective: Objective,
) -> tuple[float, float, Vector, int]:
    """Shorten the step until f(x + t d) <= f + c1 t g'd.

    Parameters
    ----------
    x, t, d
        The point, the first step to try, and the direction.
    f, g, gtd
        The value, gradient and slope along d at x.
    c1
        The fraction of the promised decrease that suffices.
    tol_x
        The search gives up once the sum of absolute values of t d is at most this.
    debug
        Whether to print the decisions.
    objective
        Maps a point to its value and gradient.

    Returns
    -------
    t, f, g, evaluations
        The step found, and the value and gradient there; 0 and those at x if it gave up.
    """
    line = Line(objective, x, d)
    start = Point(0.0, f, g, gtd)
    before: Point | None = None
    trial = line.at(t)
    while trial.f > f + c1 * trial.t * gtd or not np.isfinite(trial.f):
        shorter = _next_step(start, before, trial, debug)
        before, trial = trial, line.at(shorter)
        if one_norm(trial.t * d) <= tol_x:
            if debug:
                print("Backtracking failed: the step is below TolX")
            return 0.0, f, g, line.evaluations
    return trial.t, trial.f, trial.g, line.evaluations


def _next_step(start: Point, before: Point | None, trial: Point, debug: bool) -> float:
    """Return the step to try after a failed one, by the best interpolation that is possible."""
    if not np.isfinite(trial.f):
        how, t = "halving", 0.5 * trial.t
    elif np.isfinite(trial.g).all():
        how, t = "cubic interpolation", polyinterp([start.row(), trial.row()])
    elif before is None or not np.isfinite(before.f):
        how, t = (
            "quadratic interpolation of values",
            polyinterp([start.row(), (trial.t, trial.f, UNKNOWN)]),
        )
    else:
        how, t = (
            "cubic interpolation of values",
            polyinterp([start.row(), (trial.t, trial.f, UNKNOWN), (before.t, before.f, UNKNOWN)]),
        )
    if debug:
        print(f"Backtracking: {how}")
    if t < SHORTEST * trial.t:
        return SHORTEST * trial.t
    return LONGEST * trial.t if t > LONGEST * trial.t else t
