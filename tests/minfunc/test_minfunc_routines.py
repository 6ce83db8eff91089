"""minFunc's routines one by one: corrections, interpolation, line searches, the printed table."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hard_problems import OBJECTIVES
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pysoftmax.minFunc import (
    armijo_backtrack,
    lbfgs_direction,
    lbfgs_update,
    polyinterp,
    wolfe_search,
)
from pysoftmax.minFunc.display import header, row
from pysoftmax.minFunc.polyinterp import _interpolant
from pysoftmax.minFunc.sums import IN_ORDER, inner_product, one_norm, scaled_inner_product

NAN = float("nan")
moderate = st.floats(-100, 100)


def corrections(n: int, k: int, seed: int = 0) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Corrections, k of them, of a quadratic with a random positive definite Hessian."""
    random = np.random.default_rng(seed)
    factor = random.standard_normal((n, n))
    S = random.standard_normal((k, n))
    Y = S @ (factor @ factor.T + np.eye(n))
    return S, Y, 1 / np.sum(S * Y, axis=1)


@pytest.mark.parametrize(("n", "k"), [(1, 1), (4, 3), (6, 0), (IN_ORDER + 44, 5)])
def test_direction_is_the_product_with_the_bfgs_matrix(n: int, k: int) -> None:
    """The two-loop recursion equals the inverse Hessian built up by the BFGS formula."""
    S, Y, rho = corrections(n, k)
    H = 0.3 * np.eye(n)
    for s, y, r in zip(S, Y, rho, strict=True):
        V = np.eye(n) - r * np.outer(y, s)
        H = V.T @ H @ V + r * np.outer(s, s)
    v = np.random.default_rng(1).standard_normal(n)
    v.flags.writeable = False
    np.testing.assert_allclose(
        lbfgs_direction(v, list(S), list(Y), list(rho), 0.3),
        H @ v,
        rtol=1e-9,
        atol=1e-9 * np.abs(H @ v).max(),
    )


def test_update_keeps_the_latest_corrections_and_changes_none() -> None:
    """Beyond corr the oldest is dropped; the arguments are not changed."""
    S, Y, rho = corrections(3, 3)
    s, y = np.array([1.0, 0, 0]), np.array([2.0, 1, 0])
    kept = list(S), list(Y), list(rho)
    new_S, new_Y, new_rho, scaling = lbfgs_update(y, s, 3, *kept, 0.5)
    assert [len(part) for part in kept] == [3, 3, 3]
    np.testing.assert_array_equal(new_S, [*S[1:], s])
    np.testing.assert_array_equal(new_Y, [*Y[1:], y])
    np.testing.assert_array_equal(new_rho, [*rho[1:], 0.5])
    assert scaling == 2 / 5


@pytest.mark.parametrize("curvature", [1e-10, 0.0, -1.0, NAN])
def test_update_skips_what_has_no_curvature(
    curvature: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """A y's of 1e-10 or less, or NaN, changes nothing, and the debugging lines say so."""
    before = ([np.ones(1)], [np.ones(1)], [1.0], 0.5)
    assert lbfgs_update(np.array([curvature]), np.ones(1), 3, *before, True) == before
    assert capsys.readouterr().out == "Correction skipped: no positive curvature\n"


@given(a=moderate, b=moderate, c=moderate, t=st.floats(0.1, 10))
def test_closed_form_finds_a_cubics_minimum(a: float, b: float, c: float, t: float) -> None:
    """Within the bracket no point of the interpolating cubic is lower than the closed form's."""

    def value(x: Any) -> Any:
        return ((a * x + b) * x + c) * x

    points = [[0, 0, c], [t, value(t), (3 * a * t + 2 * b) * t + c]]
    # The closed form is for brackets that hold a minimum: downhill at 0, uphill at t.
    if not (c < -1e-3 and points[1][2] > 1e-3):
        return
    best = polyinterp(points)
    assert 0 <= best <= t
    grid = np.linspace(0, t, 101)
    size = np.abs([a * t**3, b * t**2, c * t]).max()
    assert value(best) <= value(grid).min() + 1e-9 * size


@given(points=st.lists(st.tuples(moderate, moderate, moderate), min_size=2, max_size=2))
def test_closed_form_stays_between_its_points(points: Any) -> None:
    """The minimiser lies between the points for any values, slopes and order."""
    low, high = sorted(point[0] for point in points)
    assert low <= polyinterp(points) <= high


def test_closed_form_takes_the_middle_of_a_cubic_without_minimum() -> None:
    """An imaginary square root means bisection."""
    assert polyinterp(np.array([[0, 0, 1], [2, 4 / 3, 1]])) == 1.0


def test_general_solution_takes_the_lowest_candidate() -> None:
    """Between bounds it is the derivative's root, else the lower bound end."""
    parabola = [[0, 4, -4], [1, 1, -2]]  # (t - 2)^2
    assert polyinterp(parabola, 1.01, 10) == pytest.approx(2, abs=1e-9)
    assert polyinterp(parabola, 1.01, 1.5) == 1.5
    assert polyinterp(parabola, 3, 10) == 3


def test_general_solution_of_a_tie_is_the_first_candidate() -> None:
    """For a constant the lower bound is returned: it is the first candidate."""
    assert polyinterp([[0, 1, 0], [1, 1, 0]], 1.01, 10) == 1.01


def test_unknown_slopes_lower_the_order() -> None:
    """A slope and two values make a parabola; with a third value, a cubic."""
    assert polyinterp(np.array([[0, 4, -4], [6, 16, NAN]])) == pytest.approx(2)

    def cubic(t: float) -> Any:
        return t**3 - 3 * t

    three = [[0, 0, -3], [2, cubic(2), NAN], [0.5, cubic(0.5), NAN]]
    assert polyinterp(three) == pytest.approx(1)


def test_a_singular_system_has_the_least_squares_solution() -> None:
    """Two values at one point leave a line through their mean; it ends at the upper bound."""
    assert polyinterp([[1, 1, -1], [1, 3, -1]], 2, 10) == 10


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_infinite_values_lead_to_the_middle(value: float) -> None:
    """If no candidate has a finite value, the middle of the bounds is returned."""
    assert polyinterp(np.array([[0, 0, -1], [1, value, -1]]), 2, 10) == 6


@pytest.mark.parametrize(
    ("near", "far", "f", "lower", "upper", "step"),
    [
        (1, 1.01, -1e25, 1.0101, 10.1, 1.0101),
        (1, 1.01, -3e18, 1.0101, 10.1, 10.1),
        (2, 3, -1e22, 3.03, 30, 3.03),
        (0.3, 0.45, -1e18, 0.4545, 4.5, 4.5),
    ],
)
def test_rounding_decides_the_step_as_it_does_in_backslash(
    near: float, far: float, f: float, lower: float, upper: float, step: float
) -> None:
    """If the slopes vanish beside f, the step is the one that Octave's backslash leads to."""
    assert polyinterp([[near, f, -2], [far, f, -2]], lower, upper) == step


def test_the_system_is_solved_as_by_backslash() -> None:
    """The solution of an ill-conditioned system is the one of Octave 7.3, to the last bit."""
    assert _interpolant(np.array([[1, -1e25, -2], [1.01, -1e25, -2]])).tolist() == [
        594944995566580.62,
        -1793758410552683.2,
        1802681819384011.5,
        -1.0000000000603869e25,
    ]


def state(
    kind: str, p: NDArray[Any], x: NDArray[Any], scale: float = 1.0
) -> tuple[NDArray[Any], NDArray[Any], float, NDArray[Any], float]:
    """A point, a downhill direction and the slope along it."""
    f, g = OBJECTIVES[kind](x, p)
    d = -scale * g
    return x, d, f, g, float(g @ d)


@given(
    kind=st.sampled_from(["rosenbrock", "quartic", "root", "quadratic", "well"]),
    x=st.lists(st.floats(-3, 3), min_size=2, max_size=5).map(np.array),
    exponent=st.integers(-6, 2),
)
def test_wolfe_search_satisfies_its_conditions(kind: str, x: NDArray[Any], exponent: int) -> None:
    """A step found within the limit of evaluations satisfies both, unless TolX ends the search."""
    p = np.linspace(1, 2, x.size)
    x, d, f, g, gtd = state(kind, p, x)
    if gtd > -1e-8:
        return
    t, f_new, g_new, evaluations = wolfe_search(
        x,
        10.0**exponent,
        d,
        f,
        g,
        gtd,
        1e-4,
        0.9,
        25,
        1e-9,
        False,
        lambda z: OBJECTIVES[kind](z, p),
    )
    assert 1 <= evaluations <= 26
    assert f_new == OBJECTIVES[kind](x + t * d, p)[0]
    assert f_new <= f + 1e-4 * t * gtd
    if evaluations < 26 and abs(gtd) > 1e-4:
        assert abs(g_new @ d) <= -0.9 * gtd


def test_wolfe_search_counts_no_more_than_its_steps() -> None:
    """Down an endless slope the search uses the first evaluation and all the steps allowed."""
    p = np.array([1.0, -2.0])
    x, d, f, g, gtd = state("linear", p, np.zeros(2))
    _, f_new, _, evaluations = wolfe_search(
        x, 1.0, d, f, g, gtd, 1e-4, 0.9, 5, 1e-9, False, lambda z: OBJECTIVES["linear"](z, p)
    )
    assert evaluations == 6
    assert f_new == pytest.approx(-5e5)


def test_searches_backtrack_from_nan() -> None:
    """From NaN the Wolfe search halves and backtracks into the domain; so does Armijo's."""
    p = np.array([0.1])
    x, d, f, g, gtd = state("barrier", p, np.array([0.5, 0.5]))
    at = lambda z: OBJECTIVES["barrier"](z, p)  # noqa: E731
    for t, f_new, g_new, evaluations in (
        wolfe_search(x, 8.0, d, f, g, gtd, 1e-4, 0.9, 25, 1e-9, False, at),
        armijo_backtrack(x, 8.0, d, f, g, gtd, 1e-4, 1e-9, False, at),
    ):
        assert 0 < t < 1
        assert evaluations > 2
        assert f_new <= f + 1e-4 * t * gtd
        assert np.isfinite(g_new).all()


def test_backtracking_gives_up_below_tol_x() -> None:
    """Uphill no step succeeds: the search ends at 0 with the starting value and gradient."""
    x, _, f, g, _ = state("quadratic", np.ones(2), np.ones(2))
    t, f_new, g_new, _ = armijo_backtrack(
        x, 1.0, g, f, g, -1.0, 1e-4, 1e-3, False, lambda z: OBJECTIVES["quadratic"](z, np.ones(2))
    )
    assert (t, f_new) == (0.0, f)
    assert g_new is g


def test_backtracking_interpolates_values_if_slopes_are_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without a gradient the search uses the parabola, then the cubic, through the values."""

    def rising(x: Any) -> Any:
        return 1 + 10 * float(x[0]), np.full(1, NAN)

    armijo_backtrack(np.zeros(1), 1.0, np.ones(1), 1.0, np.ones(1), -1.0, 1e-4, 1e-9, True, rising)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [
        "Backtracking: quadratic interpolation of values",
        "Backtracking: cubic interpolation of values",
    ]


def test_short_sums_are_taken_in_order() -> None:
    """A short sum is rounded as when it is added up from the first term to the last."""
    a = np.array([1.0, 1e16, -1e16, 1.0] * 8)
    total = 0.0
    for term in a:
        total += term
    assert inner_product(a, np.ones(32)) == scaled_inner_product(1.0, a, np.ones(32)) == total
    assert one_norm(a) == 16e16 + 0.0


@given(n=st.integers(1, 2 * IN_ORDER))
def test_long_and_short_sums_agree(n: int) -> None:
    """On either side of the limit the sums are exact to rounding."""
    random = np.random.default_rng(n)
    a, b = random.standard_normal((2, n))
    bound = 4 * n * np.finfo(float).eps * np.abs(a * b).sum()
    assert abs(inner_product(a, b) - math.fsum(a * b)) <= bound
    assert abs(scaled_inner_product(3.0, a, b) - 3 * math.fsum(a * b)) <= 3 * bound


def test_table_is_octaves() -> None:
    """Widths, exponents, infinities and NaN are those of Octave's fprintf."""
    assert header() == (" Iteration   FunEvals     Step Length    Function Val        Opt Cond")
    assert row(1, 3, 0.0043, -1.5, 1e-300) == (
        "         1          3     4.30000e-03    -1.50000e+00    1.00000e-300"
    )
    assert row(12, 345678, math.inf, -math.inf, math.nan) == (
        "        12     345678             Inf            -Inf             NaN"
    )
