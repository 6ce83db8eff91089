"""minFunc in Python and in Octave: whole runs, single routines, errors and warnings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hard_problems import (
    OBJECTIVES,
    OCTAVE_MINFUNC,
    Call,
    Problem,
    Solution,
    call_in_octave,
    call_in_python,
    call_octave,
    solve_in_octave,
    solve_in_python,
)
from numpy.typing import NDArray

pytestmark = pytest.mark.octave

LONG = 80  # iterations from which on rounding may have grown into anything


def one(value: float) -> NDArray[Any]:
    return np.array([value], dtype=float)


def spread(n: int, far: float = 1.0) -> NDArray[Any]:
    """Return a start without symmetry."""
    return far * (np.arange(1, n + 1) * 0.7 % 1.3 - 0.4)


CONDITION = np.logspace(0, 6, 20)

NAMED = {
    **{f"rosenbrock {n}": Problem("rosenbrock", one(100), spread(n)) for n in (2, 3, 10, 50)},
    "rosenbrock far": Problem("rosenbrock", one(100), spread(5, 100)),
    "barrier": Problem("barrier", one(0.1), np.array([5.0, 0.01, 30.0])),
    "barrier far": Problem("barrier", one(0.1), np.array([500.0, 1.0, 3000.0])),
    "barrier, infinite outside": Problem("infinite barrier", one(10), np.array([0.1, 2000.0])),
    "barrier with slopes outside": Problem("bare barrier", one(0.1), np.array([5.0, 0.01])),
    "quartic": Problem("quartic", np.array([0.3, 0.2]), spread(10)),
    "quartic far": Problem("quartic", np.array([0.3, 0.2]), spread(10, 100)),
    "root": Problem("root", one(1e4), spread(5)),
    "root far": Problem("root", one(1e4), spread(5, 100)),
    "condition 1e6": Problem("quadratic", CONDITION, spread(20)),
    "condition 1e6 far": Problem("quadratic", CONDITION, spread(20, 100)),
    "no minimum": Problem("linear", np.array([1.0, -2.0]), np.zeros(2)),
    "flat far out": Problem("well", one(10), spread(4, 5)),
    "kinked": Problem("absolute", one(3), spread(6)),
    "gradient missing beyond": Problem("slopeless", one(1), np.array([-40.0, 2.5])),
    "optimal at the start": Problem("quadratic", CONDITION, np.zeros(20)),
    "MaxIter 7": Problem("rosenbrock", one(100), spread(10), {"MaxIter": 7}),
    "Corr 3": Problem("rosenbrock", one(100), spread(10), {"Corr": 3}),
    "Corr 1": Problem("quartic", np.array([0.3, 0.2]), spread(10), {"Corr": 1}),
    "MaxFunEvals 20": Problem("rosenbrock", one(100), spread(10), {"MaxFunEvals": 20}),
    "tight": Problem("quartic", np.array([0.3, 0.2]), spread(9), {"TolFun": 1e-12, "TolX": 0.0}),
    "lines of debugging": Problem("barrier", one(0.1), np.array([5.0, 0.01]), {"Display": "full"}),
    "last message alone": Problem("root", one(1e4), spread(5), {"Display": "final"}),
    "silent": Problem("root", one(1e4), spread(5), {"Display": "off"}),
}


def random_problem(random: np.random.Generator) -> Problem:
    """Return a problem of any kind, far or near, with any options."""
    kind = random.choice(["rosenbrock", "quartic", "root", "quadratic", "barrier", "well"])
    n = int(random.choice([2, 3, 5, 10, 20]))
    x0 = random.standard_normal(n) * 10.0 ** random.integers(-1, 3)
    p = {
        "quartic": random.uniform(-0.5, 0.5, 2),
        "quadratic": np.logspace(0, random.integers(0, 7), n),
    }.get(kind, one(10.0 ** random.integers(-1, 4)))
    if kind == "barrier":
        x0 = np.abs(x0) + 1e-6
    options: dict[str, float] = {"MaxIter": int(random.choice([7, 30, 79]))}
    if random.random() < 0.5:
        options["Corr"] = int(random.choice([1, 3, 5]))
    if random.random() < 0.3:
        options["c2"] = float(random.choice([0.1, 0.5]))
    return Problem(kind, p, x0, options)


def depends_on_rounding(problem: Problem) -> bool:
    """Return whether moving the start by the last bit changes the course in Python."""
    course = solve_in_python(problem).course()
    moved = (problem.x0 * (1 + sign * np.finfo(float).eps) for sign in (1, -1))
    return any(solve_in_python(replace(problem, x0=x0)).course() != course for x0 in moved)


@pytest.fixture(scope="module")
def named_solutions(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, tuple[Solution, Solution]]:
    """Every named problem solved in both languages."""
    solved = solve_in_octave(list(NAMED.values()), tmp_path_factory.mktemp("named"))
    return {
        name: (solve_in_python(problem), octave)
        for (name, problem), octave in zip(NAMED.items(), solved, strict=True)
    }


@pytest.mark.parametrize("name", NAMED)
def test_hard_problems_take_the_same_course(
    named_solutions: dict[str, tuple[Solution, Solution]], name: str
) -> None:
    """Iterations, evaluations, exit flag and message are Octave's, up to 80 iterations."""
    python, octave = named_solutions[name]
    if min(python.iterations, octave.iterations) < LONG:
        assert python.course() == octave.course()
    common = min(len(python.evaluation_trace), len(octave.evaluation_trace), LONG)
    assert python.evaluation_trace[:common] == octave.evaluation_trace[:common]


@pytest.mark.parametrize(
    "name", [name for name in NAMED if not name.startswith(("condition", "tight"))]
)
def test_printed_lines_are_octaves(
    named_solutions: dict[str, tuple[Solution, Solution]], name: str
) -> None:
    """The table, the messages and the lines of debugging are Octave's, line for line."""
    python, octave = named_solutions[name]
    assert python.table[:LONG] == octave.table[:LONG]


def test_every_reason_to_stop_is_met(named_solutions: dict[str, tuple[Solution, Solution]]) -> None:
    """The hard problems end for at least five of the six reasons, in both languages."""
    for language in (0, 1):
        messages = {solutions[language].message for solutions in named_solutions.values()}
        assert len(messages) >= 5


def test_random_problems_differ_only_by_rounding(tmp_path: Path) -> None:
    """Runs of under 80 iterations differ from Octave's only if the last bit of x0 decides."""
    random = np.random.default_rng(20240607)
    problems = [random_problem(random) for _ in range(150)]
    python = [solve_in_python(problem) for problem in problems]
    octave = solve_in_octave(problems, tmp_path)
    apart = [
        problem
        for problem, mine, other in zip(problems, python, octave, strict=True)
        if mine.course() != other.course()
    ]
    unexplained = [str(problem) for problem in apart if not depends_on_rounding(problem)]
    assert not unexplained
    assert len(apart) <= 0.05 * len(problems)


def routine_calls() -> list[Call]:
    """Return calls of every routine on states of every kind."""
    random = np.random.default_rng(7)
    calls = []
    for _ in range(150):
        calls.append(_interpolation(random))
    for n in (1, 2, 7, 40):
        for k in (0, 1, 3):
            S, Y = random.standard_normal((2, k, n))
            rho = random.uniform(0.1, 2, k)
            v, y, s = random.standard_normal((3, n))
            calls.append(Call("lbfgs_direction", (v, S, Y, rho, 0.7), 1))
            calls.append(Call("lbfgs_update", (y, s, 3, S, Y, rho, 0.7, False), 4))
            calls.append(Call("lbfgs_update", (y, y, 3, S, Y, rho, 0.7, False), 4))
    for kind, p in [("quartic", [0.3, 0.2]), ("well", [10.0]), ("barrier", [0.1]), ("root", [1e4]),
                    ("infinite barrier", [0.1]), ("bare barrier", [0.1]), ("slopeless", [1.0]),
                    ("linear", [1.0, -2.0, 0.5]), ("absolute", [3.0])]:  # fmt: skip
        for t in 10.0 ** np.arange(-9, 4, 2):
            calls += _searches(random, kind, np.array(p), t)
    return calls


def _interpolation(random: np.random.Generator) -> Call:
    """Return a call on 2 or 3 points, with or without slopes and bounds, near or far apart."""
    rows = int(random.integers(2, 4))
    points = random.standard_normal((rows, 3))
    points[:, 0] = np.sort(np.abs(points[:, 0])) * 10.0 ** random.integers(-9, 3)
    points[:, 1] *= 10.0 ** random.integers(-3, 10)
    if random.random() < 0.5:
        points[0, 0] = 0.0
    if rows == 3 or random.random() < 0.3:
        points[1:, 2] = np.nan
    if random.random() < 0.3:
        points[:2] = points[1::-1]
    if random.random() < 0.5:
        return Call("polyinterp", (points,), 1)
    longest = points[:, 0].max()
    return Call("polyinterp", (points, 1.01 * longest, 10 * longest), 1)


def _searches(random: np.random.Generator, kind: str, p: np.ndarray, t: float) -> list[Call]:
    """Return calls of both line searches from one state."""
    x = np.abs(random.standard_normal(3)) + 0.1
    f, g = OBJECTIVES[kind](x, p)
    if not np.isfinite(g).all():
        return []
    d = -g * random.uniform(0.5, 1.5, 3)
    gtd = float(g @ d)
    state = (x, float(t), d, f, g, gtd)
    return [
        Call("wolfe_search", (*state, 1e-4, 0.9, 25, 1e-9, False), 4, kind, p),
        Call("wolfe_search", (*state, 1e-4, 0.1, 5, 1e-9, False), 4, kind, p),
        Call("armijo_backtrack", (*state, 1e-4, 1e-9, False), 4, kind, p),
    ]


def test_routines_in_lock_step(tmp_path: Path) -> None:
    """From the same state each routine returns what Octave's does, to a relative 1e-9."""
    calls = routine_calls()
    assert len(calls) > 300
    # 1e-9 is relative to a step, in which interpolation amplifies the last bit of its values.
    for call, octave in zip(calls, call_in_octave(calls, tmp_path), strict=True):
        python = call_in_python(call)
        for mine, other in zip(python, octave, strict=True):
            np.testing.assert_allclose(mine, other, rtol=1e-9, err_msg=f"{call}")


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the Octave minFunc's errors about bad input, by what is wrong."""
    messages = tmp_path_factory.mktemp("refusals") / "messages.txt"
    call_octave(f"run_refusals ('{OCTAVE_MINFUNC}', '{messages}');")
    return dict(line.split("\t") for line in messages.read_text().splitlines())


REFUSED = {
    "options not a struct": "options is a double; expected one struct or []",
    "Method": "options.Method is 'cg'; expected 'lbfgs', the only value",
    "LS": "options.LS is 2; expected 4, the only value",
    "numDiff": "options.numDiff is 1; expected 0, and funObj to return the gradient",
    "maxIter of 0": "options.maxIter is 0; expected a whole number from 1, or Inf",
    "maxIter of -1": "options.maxIter is -1; expected a whole number from 1",
    "maxIter of 1.5": "options.maxIter is 1.5000; expected a whole number from 1",
    "maxIter of true": "options.maxIter is true; expected a whole number from 1",
    "Corr of 0": "options.Corr is 0; expected a whole number from 1",
    "Corr of Inf": "options.Corr is Inf; expected a whole number from 1",
    "MaxFunEvals": "options.MaxFunEvals is 0; expected a number from 1",
    "TolX": "options.TolX is -1; expected a number from 0",
    "c1": "options.c1 is 1; expected a number between 0 and 1",
    "Display": "options.Display is 'loud'; expected 'iter', 'final'",
    "useMex": "options.useMex is 2; expected true or false",
    "DerivativeCheck": "options.DerivativeCheck is 'maybe'; expected 'on' or 'off'",
    "outputFcn": "options.outputFcn is 3; expected a function",
    "funObj": "funObj is a double; expected a function",
    "x0 a matrix": "x0 has size [2 2]; expected a vector",
    "x0 empty": "x0 has size [0 0]; expected a vector of 1 element or more",
    "x0 complex": "x0 is a complex double array; expected a vector of real numbers",
    "x0 NaN": "x0(2) is NaN; expected finite elements",
    "f NaN": "f = NaN at x0",
    "f infinite": "f = Inf at x0",
    "g NaN": "g(1) = NaN at x0",
    "f complex": "f = NaN at x0 (a complex number counts as NaN)",
    "g complex": "g(1) = NaN at x0 (a complex number counts as NaN)",
    "f a vector": "f of size [1 2]; expected one number",
    "g too short": "g of size [1 1]; expected a vector as long as x0, which has 2",
    "g a matrix": "g of size [2 2]; expected a vector as long as x0, which has 4",
    "gradient wrong": "funObj's gradient is wrong at x0",
    "gradient beside complex values": "g(1) = 1 is off by Inf from central differences",
    "direction lost": "has no finite direction",
    "gradient lost": "return a real, finite gradient wherever f is finite",
    "gradient complex": "g(1) = NaN (a complex number counts as NaN) with a finite f",
}


@pytest.mark.parametrize("bad", REFUSED)
def test_octave_rejects_bad_input(refusals: dict[str, str], bad: str) -> None:
    """Bad input is an error in Octave too, which names it and what is expected."""
    assert REFUSED[bad] in refusals[bad]


WARNINGS = {
    "'useMex', true": "options.useMex has no effect: there are no mex files here",
    "'wings', 2": "options.wings is ignored: minFunc has no such option; it has Method, MaxIter,",
    "'HessianModify', 1": "options.HessianModify is ignored: minFunc has no such option",
    "'optTol', 1": "options.optTol is ignored: minFunc 2012 has it; use TolFun, which bounds",
    "'PROGTOL', 1": "options.PROGTOL is ignored: minFunc 2012 has it; use TolX",
    "'corrections', 1": "options.corrections is ignored: minFunc 2012 has it; use Corr",
    "'LS_type', 1": "options.LS_type is ignored: minFunc 2012 has it; use LS",
    "'LS_interp', 1": "options.LS_interp is ignored: minFunc 2012 has it; use LS",
    "'ls_multi', 1": "options.ls_multi is ignored: minFunc 2012 has it; use LS",
    "'logfile', 'a'": "options.logfile is ignored: this minFunc writes no file",
    "'GradObj', 'on'": "options.GradObj is ignored: it belongs to fminunc",
    "'MaxIter', 2, 'maxIter', 3": (
        "options has MaxIter and maxIter; like the original, uses maxIter"
    ),
    "'maxIter', 3, 'MaxIter', 2": (
        "options has maxIter and MaxIter; like the original, uses MaxIter"
    ),
    "'MAXITER', 3, 'maxIter', 2": (
        "options has MAXITER and maxIter; like the original, uses maxIter"
    ),
    "'maxIter', 2, 'MAXITER', 3": (
        "options has maxIter and MAXITER; like the original, uses maxIter"
    ),
    "'useMex', false": "",
    "'numDiff', 0": "",
    "'MaxIter', Inf": "",
    "'Display', 'off'": "",
}


@pytest.fixture(scope="module")
def warned() -> dict[str, tuple[str, int]]:
    """Return the last warning and the number of iterations of a run, by its options."""
    run = """
      lastwarn ('');
      [~, ~, ~, output] = minFunc (bowl, [3; -2], setfield (struct ({0}), 'Display', 'off'));
      printf ('%s\\t%d\\n', lastwarn (), output.iterations);
    """
    code = [
        f"addpath ('{OCTAVE_MINFUNC}'); warning ('off', 'backtrace');",
        "bowl = @(x) deal (sum ((x - 1) .^ 4 + (x - 1) .^ 2), 4 * (x - 1) .^ 3 + 2 * (x - 1));",
        *(run.format(options) for options in WARNINGS),
    ]
    lines = call_octave("".join(code)).splitlines()
    return {
        options: (message, int(iterations))
        for options, (message, iterations) in zip(
            WARNINGS, (line.split("\t") for line in lines), strict=True
        )
    }


@pytest.mark.parametrize("options", WARNINGS)
def test_octave_warns_of_options_without_effect(
    warned: dict[str, tuple[str, int]], options: str
) -> None:
    """Names that are not options, and spellings that are not used, lead to a warning in Octave."""
    assert warned[options][0].startswith(WARNINGS[options])
    assert bool(warned[options][0]) == bool(WARNINGS[options])


def test_octave_uses_the_spelling_that_the_original_uses(
    warned: dict[str, tuple[str, int]],
) -> None:
    """The last spelling wins in Octave too, but one in capitals loses to any other."""
    iterations = [warned[options][1] for options in WARNINGS if "iter" in options.lower()]
    assert iterations == [3, 2, 2, 2, 12]


def test_octave_calls_output_fcn_at_an_optimal_start() -> None:
    """'init' comes after the table's header and before the message; 'done' does not come."""
    lines = call_octave(
        f"addpath ('{OCTAVE_MINFUNC}');"
        "say = @(x, report, state) printf ('%s %d\\n', state, report.iteration);"
        "minFunc (@(x) deal (x' * x, 2 * x), [0; 0], struct ('outputFcn', say));"
    ).splitlines()
    header = " Iteration   FunEvals     Step Length    Function Val        Opt Cond"
    assert lines[:3] == [header, "init 0", "Optimality Condition below TolFun"]
    assert not any("done" in line for line in lines)


def test_octave_backtracks_from_complex_values() -> None:
    """A complex f is an illegal point in Octave too, with the course of the Python test."""
    printed = call_octave(
        f"addpath ('{OCTAVE_MINFUNC}');"
        "barrier = @(x) deal (5 * sum (x) - sum (log (x)), 5 - 1 ./ x);"
        "[x, f, flag, output] = minFunc (barrier, [1; 2], struct ('Display', 'off'));"
        "printf ('%d %s;', flag, output.message); printf (' %d', output.trace.funcCount);"
        "printf ('; %.5f %.5f %d', x, isreal (f));"
    )
    assert printed == ("2 Directional Derivative below TolX; 1 2 6 10 12 14 15; 0.20000 0.20000 1")


def test_octave_solves_as_backslash_does() -> None:
    """If the slopes vanish beside f, the step in Octave is the one that backslash leads to."""
    printed = call_octave(
        f"addpath ('{OCTAVE_MINFUNC}');"
        "step = @(near, far, f, bounds) polyinterp ([near, f, -2; far, f, -2], bounds{:});"
        "printf ('%g ', step (1, 1.01, -1e25, {1.0101, 10.1}));"
        "printf ('%g ', step (1, 1.01, -3e18, {1.0101, 10.1}));"
        "printf ('%g ', step (2, 3, -1e22, {3.03, 30}), step (0.3, 0.45, -1e18, {0.4545, 4.5}));"
    )
    assert printed == "1.0101 10.1 3.03 4.5 "
