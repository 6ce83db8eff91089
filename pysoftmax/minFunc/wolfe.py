"""The line search: a step that satisfies the strong Wolfe conditions, found with cubics."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from pysoftmax.minFunc.armijo import armijo_backtrack
from pysoftmax.minFunc.line import Line, Objective, Point
from pysoftmax.minFunc.polyinterp import polyinterp
from pysoftmax.minFunc.sums import Vector

__all__ = ["wolfe_search"]

# An extrapolated step lies between 1 % of the last stride beyond the trial and ten times the trial.
LEAST_GROWTH, MOST_GROWTH = 0.01, 10.0
# A trial nearer than this fraction of the bracket to one of its ends makes too little progress.
CLOSE = 0.1


@dataclass(frozen=True, slots=True)
class _Conditions:
    """The strong Wolfe conditions for a step from a point of value f and slope gtd."""

    f: float
    gtd: float
    c1: float
    c2: float

    def too_high(self, point: Point) -> bool:
        return point.f > self.f + self.c1 * point.t * self.gtd

    def flat(self, point: Point) -> bool:
        return abs(point.slope) <= -self.c2 * self.gtd


class _Outcome(Enum):
    """The result of the search so far."""

    BRACKETED = auto()
    DONE = auto()
    NOT_FINITE = auto()


@dataclass(slots=True)
class _Bracket:
    """Two steps in the order they were found, the outcome, and the number of steps taken."""

    ends: list[Point]
    outcome: _Outcome
    steps: int

    def lowest(self) -> int:
        """Return the index of the end with the least value: the first on a tie, NaN last."""
        first, second = (end.f for end in self.ends)
        return int(second < first or bool(np.isnan(first) and not np.isnan(second)))

    def span(self) -> tuple[float, float]:
        """Return the least and the greatest step."""
        first, second = (end.t for end in self.ends)
        return min(first, second), max(first, second)


def wolfe_search(
    x: Vector,
    t: float,
    d: Vector,
    f: float,
    g: Vector,
    gtd: float,
    c1: float,
    c2: float,
    max_steps: int,
    tol_x: float,
    debug: bool,
    objective: Objective,
) -> tuple[float, float, Vector, int]:
    """Find a step t with ``f(x + t d) <= f + c1 t g'd`` and ``|slope there| <= -c2 g'd``.

    Parameters
    ----------
    x, t, d
        The point, the first step to try, and the direction.
    f, g, gtd
        The value, gradient and slope along d at x.
    c1, c2
        The constants of sufficient decrease and of curvature.
    max_steps
        How many further steps may be tried.
    tol_x
        Refinement stops once the bracket's width times the slope is less than this.
    debug
        Whether to print the decisions.
    objective
        Maps a point to its value and gradient.

    Returns
    -------
    t, f, g, evaluations
        The step found, and the value and gradient there: the better end of the bracket.

    References
    ----------
    Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6.
    """
    line = Line(objective, x, d)
    start = Point(0.0, f, g, gtd)
    conditions = _Conditions(f, gtd, c1, c2)
    bracket = _find_bracket(line, start, t, conditions, max_steps, debug)
    if bracket.outcome is _Outcome.NOT_FINITE:
        if debug:
            print("Bracketing: not finite there, halving towards the last step, then backtracking")
        t = (bracket.ends[1].t + bracket.ends[0].t) / 2
        t, f, g, more = armijo_backtrack(x, t, d, f, g, gtd, c1, tol_x, debug, objective)
        return t, f, g, line.evaluations + more
    if bracket.outcome is _Outcome.BRACKETED:
        best = _refine(bracket, line, conditions, max_steps, tol_x, debug)
    else:
        best = bracket.ends[1]
    return best.t, best.f, best.g, line.evaluations


def _find_bracket(
    line: Line, start: Point, t: float, conditions: _Conditions, max_steps: int, debug: bool
) -> _Bracket:
    """Lengthen the step until it satisfies the conditions, or brackets a step that does."""
    previous, trial = start, line.at(t)
    for steps in range(max_steps):
        outcome = _judge(conditions, previous, trial, steps)
        if outcome:
            return _Bracket([previous, trial], outcome, steps)
        if debug:
            print("Bracketing: extending the step")
        previous, trial = trial, line.at(_extrapolate(previous, trial))
    return _Bracket([start, trial], _Outcome.BRACKETED, max_steps)


def _judge(conditions: _Conditions, previous: Point, trial: Point, steps: int) -> _Outcome | None:
    """Return the outcome of a trial step; None if the step should be longer."""
    if not trial.is_finite():
        return _Outcome.NOT_FINITE
    if conditions.too_high(trial) or (steps > 1 and trial.f >= previous.f):
        return _Outcome.BRACKETED
    if conditions.flat(trial):
        return _Outcome.DONE
    return _Outcome.BRACKETED if trial.slope >= 0 else None


def _extrapolate(previous: Point, trial: Point) -> float:
    """Return a longer step: the minimiser of the cubic through both."""
    shortest = trial.t + LEAST_GROWTH * (trial.t - previous.t)
    return polyinterp([previous.row(), trial.row()], shortest, trial.t * MOST_GROWTH)


def _refine(
    bracket: _Bracket,
    line: Line,
    conditions: _Conditions,
    max_steps: int,
    tol_x: float,
    debug: bool,
) -> Point:
    """Shrink the bracket around a step that satisfies the conditions; return its best end."""
    was_close = False
    while bracket.steps < max_steps:
        t, was_close = _keep_inside(_interpolate(bracket, debug), bracket, was_close, debug)
        trial = line.at(t)
        bracket.steps += 1
        if _replace_an_end(bracket, trial, conditions):
            break
        low, high = bracket.span()
        if abs((high - low) * trial.slope) < tol_x:
            if debug:
                print("Refining: the bracket cannot be reduced further")
            break
    if debug and bracket.steps == max_steps:
        print("Line search: all steps used up")
    return bracket.ends[bracket.lowest()]


def _interpolate(bracket: _Bracket, debug: bool) -> float:
    """Return the minimiser of the cubic through both ends; the middle if an end is not finite."""
    first, second = bracket.ends
    if first.is_finite() and second.is_finite():
        if debug:
            print("Refining: cubic interpolation")
        return polyinterp([first.row(), second.row()])
    if debug:
        print("Refining: bisection")
    return (first.t + second.t) / 2


def _keep_inside(t: float, bracket: _Bracket, was_close: bool, debug: bool) -> tuple[float, bool]:
    """Move a trial away from an end if it was close twice running; return whether it is close now.

    One trial close to an end may be right. Two in a row, or one on the end, make no progress.
    """
    low, high = bracket.span()
    width = high - low
    if not (width > 0 and min(high - t, t - low) / width < CLOSE):
        return t, False
    if not (was_close or t >= high or t <= low):
        if debug:
            print("Refining: close to an end")
        return t, True
    if debug:
        print("Refining: moved away from an end")
    nearer_high = abs(t - high) < abs(t - low)
    return (high - CLOSE * width if nearer_high else low + CLOSE * width), False


def _replace_an_end(bracket: _Bracket, trial: Point, conditions: _Conditions) -> bool:
    """Replace the end that the trial improves on; return whether it satisfies the conditions."""
    lo = bracket.lowest()
    hi = 1 - lo
    ends = bracket.ends
    if conditions.too_high(trial) or trial.f >= ends[lo].f:
        ends[hi] = trial
        return False
    done = conditions.flat(trial)
    if not done and trial.slope * (ends[hi].t - ends[lo].t) >= 0:
        ends[hi] = ends[lo]
    ends[lo] = trial
    return done
