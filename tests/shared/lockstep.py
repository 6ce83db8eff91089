"""minFunc's routines in lock-step: each fed the same state in both languages.

Whole runs agree only as far as rounding lets them. One routine, given the same state, must agree
to rounding: so every branch of the optimiser is held to it, on states made to reach them all
(flat, steep, not convex, not finite, ties, the ends of a bracket).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.arrays import read_only
from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.closeness import IDENTICAL, Tolerance
from pysoftmax.comparison.conditioning import (
    FLOOR,
    UNDECIDED,
    moved_by_noise,
    moved_by_rounding,
)
from pysoftmax.comparison.objectives import Objective
from pysoftmax.comparison.tolerance import EPS
from pysoftmax.exercise.softmax.differentiation import objective
from pysoftmax.exercise.softmax.problems import SEEDS

__all__ = ["LOCKSTEP", "python_routines"]

Vector = NDArray[np.float64]

SEARCHED = (
    "linear",
    "quadratic",
    "exercise",
    "rosenbrock",
    "quartic",
    "root",
    "barrier",
    "softmax",
)
FIRST_STEPS = (1.0, 0.1, 1e-3, 10.0, 1e3, 1e-8)
CURVATURE_EDGE = 1e-10


def python_routines() -> dict[str, Callable[..., Any]]:
    """The routines of pysoftmax, with corrections as columns, as Octave has them."""
    from pysoftmax.minFunc import (
        armijo_backtrack,
        lbfgs_direction,
        lbfgs_update,
        polyinterp,
        wolfe_search,
    )

    def direction(v: Vector, S: Any, Y: Any, rho: Any, scaling: float) -> Vector:
        return lbfgs_direction(v, list(S.T), list(Y.T), list(rho.ravel()), scaling)

    def update(
        y: Vector, s: Vector, corr: int, S: Any, Y: Any, rho: Any, scaling: float
    ) -> tuple[Any, ...]:
        rows = lbfgs_update(y, s, corr, list(S.T), list(Y.T), list(rho.ravel()), scaling)
        size = y.size
        return (*(np.array(part).reshape(-1, size).T for part in rows[:2]), *rows[2:])

    return {
        "lbfgs_direction": direction,
        "lbfgs_update": update,
        "polyinterp": polyinterp,
        "wolfe_search": wolfe_search,
        "armijo_backtrack": armijo_backtrack,
    }


def _corrections(choices: Choices) -> tuple[np.random.Generator, Vector, Vector, Vector]:
    """A source of numbers, and S, Y and rho (a row, as in Octave) of positive curvature."""
    size, count = choices.integer(1, 12), choices.integer(0, 6)
    spread = choices.pick((1.0, 1e-6, 1e6))
    random = np.random.default_rng(choices.integer(0, SEEDS))
    S = random.standard_normal((size, count)) * spread
    Y = random.standard_normal((size, count)) * 0.3 + S * random.uniform(0.5, 2, (1, count))
    curvature = np.sum(S * Y, axis=0)
    Y = np.where(curvature <= 0, -Y, Y)
    rho = 1 / np.maximum(np.abs(curvature), CURVATURE_EDGE).reshape(1, -1)
    return random, read_only(S), read_only(Y), read_only(rho)


def _direction_case(choices: Choices) -> Case:
    random, S, Y, rho = _corrections(choices)
    v: Vector = read_only(random.standard_normal((S.shape[0],)))
    scaling = float(random.uniform(0.1, 3))
    return Case("lbfgs_direction", (v, S, Y, rho, scaling), 1, f"{rho.size} corrections")


def _direction_tolerance(case: Case, _: Answer) -> tuple[Tolerance, ...]:
    routine = python_routines()["lbfgs_direction"]
    v, S, Y, rho, scaling = case.args

    def run(disturb: Callable[[Vector], Vector]) -> tuple[Any, ...]:
        return (routine(disturb(v), disturb(S), disturb(Y), disturb(rho), scaling),)

    return moved_by_noise(run, ulps=2.0 * v.size)


def _update_case(choices: Choices) -> Case:
    kind = choices.pick(("convex", "not convex", "on the edge", "orthogonal"))
    corr = choices.integer(1, 4)
    random, S, Y, rho = _corrections(choices)
    s: Vector = random.standard_normal((S.shape[0],))
    y: Vector = s + 0.1 * random.standard_normal((S.shape[0],))
    if kind == "not convex":
        y = -y
    elif kind == "on the edge":  # y's a little above or below, by far more than rounding
        y = s / float(s @ s) * CURVATURE_EDGE * random.choice([0.9, 1.1])
    elif kind == "orthogonal":
        y = np.zeros_like(s)
    args = (read_only(y), read_only(s), corr, S[:, -corr:], Y[:, -corr:], rho[:, -corr:], 0.7)
    return Case("lbfgs_update", args, 4, f"{kind}, {rho.size} corrections, at most {corr}")


def _update_tolerance(case: Case, expected: Answer) -> tuple[Tolerance, ...]:
    y, s = case.args[:2]
    with np.errstate(all="ignore"):
        condition = float(np.abs(y) @ np.abs(s)) / abs(float(y @ s)) if y @ s else 1.0
    relative = (2 * y.size + 4) * EPS * condition
    why = "the dot product y's of n terms, divided by its cancellation"
    _, _, rho, scaling = expected.values
    return (
        IDENTICAL,
        IDENTICAL,
        Tolerance("1/y's", why, relative * np.abs(np.asarray(rho, dtype=float).ravel())),
        Tolerance("scaling", why, relative * abs(float(np.asarray(scaling).item()))),
    )


def _interpolation_case(choices: Choices) -> Case:
    """Two or three points, with slopes or without, and bounds or none."""
    kind = choices.pick(("ordinary", "flat", "steep", "tie", "not convex", "close", "exact"))
    slopes = choices.pick(("both", "one", "none"))
    bounded = choices.pick((False, True))
    count = choices.pick((2, 3)) if slopes != "both" else 2
    random = np.random.default_rng(choices.integer(0, SEEDS))
    t = np.sort(random.uniform(0, 3, count)) + np.arange(count)
    if kind == "close":
        t = 1 + 1e-3 * t
    points = np.column_stack([t, random.standard_normal(count), random.standard_normal(count)])
    points[0, 2] = -abs(points[0, 2])
    _bend(points, kind, random)
    points[{"both": count, "one": 1, "none": 0}[slopes] :, 2] = np.nan
    if choices.pick((False, True)):
        points = points[::-1].copy()
    bounds = (float(t.max()) * 1.01, float(t.max()) * 10) if bounded else ()
    about = f"{kind}, {count} points, slopes {slopes}, {'bounded' if bounded else 'free'}"
    return Case("polyinterp", (read_only(points), *bounds), 1, about)


def _bend(points: Vector, kind: str, random: np.random.Generator) -> None:
    """Give the points their kind, in place."""
    if kind == "flat":
        points[:, 1:] *= 1e-9
    elif kind == "steep":
        points[:, 1:] *= 1e9
    elif kind == "tie":
        points[:, 1] = points[0, 1]
    elif kind == "not convex":
        points[:, 2] = -np.abs(points[:, 2])
        points[:, 1] = -10 * points[:, 0]
    elif kind == "exact":
        points[:, 1:] = random.integers(-3, 4, (len(points), 2))
        points[:, 0] = np.arange(len(points))


def _interpolation_tolerance(case: Case, _: Answer) -> tuple[Tolerance, ...]:
    routine = python_routines()["polyinterp"]
    points, *bounds = case.args

    def run(disturb: Callable[[Vector], Vector]) -> tuple[Any, ...]:
        disturbed = points.copy()
        disturbed[:, 1:] = disturb(points[:, 1:])
        return (routine(disturbed, *bounds),)

    return moved_by_noise(run, ulps=16.0, jump=0.01 * float(np.ptp(points[:, 0])))


def _search_state(choices: Choices) -> tuple[Objective, tuple[Any, ...]]:
    """An objective, and x, t, d, f, g, gtd from which it is searched."""
    function, x = objective(choices, SEARCHED)
    if function.name == "barrier":
        x = np.abs(x) + 0.1
    x = x * choices.pick((1.0, 10.0, 100.0))
    t = choices.pick(FIRST_STEPS)
    tilted = choices.pick((False, True))
    random = np.random.default_rng(choices.integer(0, SEEDS))
    f, g = function.evaluate(x)
    d = -g
    if tilted:
        d = d * random.uniform(0.1, 2, d.size)
    return function, (read_only(x), t, read_only(d), f, read_only(g), float(g @ d))


def _wolfe_case(choices: Choices) -> Case:
    function, state = _search_state(choices)
    c2 = choices.pick((0.9, 0.1))
    steps = choices.pick((25, 2))
    args = (*state, 1e-4, c2, steps, 1e-9, False, function)
    return Case("wolfe_search", args, 4, f"{function!r}, first step {state[1]:g}")


def _armijo_case(choices: Choices) -> Case:
    function, state = _search_state(choices)
    # A demanding c1 refuses steps that are nearly right, and so leads to short cuts of them. (Not
    # 0.5: the exact minimum of a quadratic lies on that line, and rounding decides.)
    args = (*state, choices.pick((1e-4, 0.4, 0.9)), 1e-9, False, function)
    return Case("armijo_backtrack", args, 4, f"{function!r}, first step {state[1]:g}")


def _search_tolerance(case: Case, _: Answer) -> tuple[Tolerance, ...]:
    routine = python_routines()[case.function]
    x, first, d = case.args[:3]
    function = case.args[-1]

    def run(disturbed: Callable[..., Any]) -> Sequence[Any]:
        t, f, g, evaluations = routine(*case.args[:-1], disturbed)
        return t, f, g, evaluations

    tolerances = moved_by_rounding(run, function)
    if tolerances[0] is UNDECIDED:
        return tolerances
    # A step is interpolated between steps as long as the first, or ten times its own length, and
    # errs by ulps of those; the value and the gradient there follow.
    t = run(function)[0]
    slip = FLOOR * max(abs(first), 10 * abs(t))
    f, g = function.evaluate(x + t * d)
    f_slipped, g_slipped = function.evaluate(x + (t + slip) * d)
    slips = (slip, abs(f_slipped - f), np.abs(g_slipped - g), 0.0)
    return tuple(
        replace(tolerance, bound=tolerance.largest() + np.nan_to_num(more))
        for tolerance, more in zip(tolerances, slips, strict=True)
    )


LOCKSTEP: dict[str, Claim] = {
    p.key: p
    for p in (
        Claim(
            "lbfgs-direction",
            "lbfgs_direction",
            "the two-loop recursion on the same corrections",
            _direction_case,
            ("d",),
            _direction_tolerance,
        ),
        Claim(
            "lbfgs-update",
            "lbfgs_update",
            "the same correction kept, dropped or refused",
            _update_case,
            ("S", "Y", "rho", "scaling"),
            _update_tolerance,
        ),
        Claim(
            "interpolation",
            "polyinterp",
            "the minimiser of the interpolant through the same points",
            _interpolation_case,
            ("t",),
            _interpolation_tolerance,
        ),
        Claim(
            "wolfe-search",
            "wolfe_search",
            "the same step, value and gradient after as many evaluations",
            _wolfe_case,
            ("t", "f", "g", "evaluations"),
            _search_tolerance,
        ),
        Claim(
            "armijo-backtrack",
            "armijo_backtrack",
            "the same step, value and gradient after as many evaluations",
            _armijo_case,
            ("t", "f", "g", "evaluations"),
            _search_tolerance,
        ),
    )
}
"""One property per routine, by name."""
