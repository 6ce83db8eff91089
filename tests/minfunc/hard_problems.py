"""Hard small problems, solved by minFunc in both languages."""

from __future__ import annotations

import contextlib
import io
import math
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import scipy.io
from numpy.typing import NDArray

import pysoftmax.minFunc
from pysoftmax.minFunc import minFunc
from pysoftmax.octave.find import find_octave

HERE = Path(__file__).parent
OCTAVE_MINFUNC = HERE.parents[1] / "octave_ref" / "minFunc"


def add_up(terms: np.ndarray) -> float:
    """Return the sum in Octave's order: NumPy's pairwise sum differs in the last bit."""
    return float(np.add.accumulate(terms)[-1])


def rosenbrock(x: NDArray[Any], p: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    a = x[1:] - x[:-1] * x[:-1]
    b = 1 - x[:-1]
    g = np.zeros_like(x)
    g[:-1] = -4 * p[0] * x[:-1] * a - 2 * b
    g[1:] += 2 * p[0] * a
    return add_up(p[0] * a * a + b * b), g


def quartic(x: NDArray[Any], p: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    square = x * x
    following, before = np.roll(x, -1), np.roll(x, 1)
    f = add_up(0.25 * square * square - 0.5 * square + p[0] * x + p[1] * x * following)
    return f, square * x - x + p[0] + p[1] * (following + before)


def root(x: NDArray[Any], p: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    r = np.sqrt(1 + p[0] * x * x)
    return add_up(r), p[0] * x / r


def quadratic(x: NDArray[Any], p: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    return add_up(0.5 * p * x * x), p * x


def linear(x: NDArray[Any], p: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    return add_up(p * x), p.copy()


def well(x: NDArray[Any], p: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    r = 1 / (1 + p[0] * x * x)
    return add_up(-r), 2 * p[0] * x * r * r


def absolute(x: NDArray[Any], p: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    return add_up(p[0] * np.abs(x) + x * x), p[0] * np.sign(x) + 2 * x


def barrier(x: NDArray[Any], p: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    if np.all(x > 0):
        return sum(value - p[0] * math.log(value) for value in x.tolist()), 1 - p[0] / x
    return np.nan, np.full_like(x, np.nan)


def infinite_barrier(x: NDArray[Any], p: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    f, g = barrier(x, p)
    return (math.inf if math.isnan(f) else f), g


def bare_barrier(x: NDArray[Any], p: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    with np.errstate(divide="ignore"):
        return barrier(x, p)[0], 1 - p[0] / x


def slopeless(x: NDArray[Any], p: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    g = p[0] * (x - 2)
    g[x > 3] = np.nan
    return add_up(0.5 * p[0] * (x - 2) * (x - 2)), g


OBJECTIVES = {
    "rosenbrock": rosenbrock,
    "quartic": quartic,
    "root": root,
    "quadratic": quadratic,
    "linear": linear,
    "well": well,
    "absolute": absolute,
    "barrier": barrier,
    "infinite barrier": infinite_barrier,
    "bare barrier": bare_barrier,
    "slopeless": slopeless,
}


@dataclass(frozen=True)
class Problem:
    """An objective by name, its parameters, a start and options."""

    kind: str
    p: np.ndarray
    x0: np.ndarray
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind} in {self.x0.size} from {self.x0[:3]}.. p={self.p[:2]} {self.options}"


@dataclass(frozen=True)
class Solution:
    """The results of a run that are compared between the languages."""

    x: np.ndarray
    f: float
    iterations: int
    evaluations: int
    exitflag: int
    message: str
    evaluation_trace: list[int]
    value_trace: np.ndarray
    table: list[str]
    error: str = ""

    def course(self) -> tuple[Any, ...]:
        """Return what must be the same in both languages."""
        return (
            self.iterations,
            self.evaluations,
            self.exitflag,
            self.message,
            self.evaluation_trace,
            self.error,
        )


def failed(message: str) -> Solution:
    """Return the solution of a problem that led to an error."""
    return Solution(np.empty(0), np.nan, 0, 0, -1, "", [], np.empty(0), [], message)


def solve_in_python(problem: Problem) -> Solution:
    """Run the Python minFunc."""
    table = io.StringIO()
    with contextlib.redirect_stdout(table):
        try:
            x, f, exitflag, output = minFunc(
                OBJECTIVES[problem.kind], problem.x0, problem.options, problem.p
            )
        except (ValueError, FloatingPointError) as failure:
            return failed(str(failure))
    return Solution(
        x,
        f,
        output.iterations,
        output.funcCount,
        exitflag,
        output.message,
        output.trace.funcCount.tolist(),
        output.trace.fval,
        table.getvalue().splitlines(),
    )


def solve_in_octave(problems: Sequence[Problem], folder: Path) -> Iterator[Solution]:
    """Run the Octave minFunc on all problems, in one call of Octave."""
    inputs = np.empty(len(problems), dtype=object)
    for k, problem in enumerate(problems):
        inputs[k] = {
            "kind": problem.kind,
            "p": problem.p,
            "x0": problem.x0,
            "options": problem.options or np.empty((0, 0)),
        }
    asked, answered = folder / "problems.mat", folder / "answers.mat"
    scipy.io.savemat(asked, {"problems": inputs})
    call_octave(f"run_problems ('{OCTAVE_MINFUNC}', '{asked}', '{answered}');")
    answers = scipy.io.loadmat(answered, squeeze_me=True, struct_as_record=False)["answers"]
    return map(_read, np.atleast_1d(answers))


# The index of the argument rho, for the routines that take corrections.
RHO = {"lbfgs_direction": 3, "lbfgs_update": 5}


@dataclass(frozen=True)
class Call:
    """A call of one of minFunc's routines, its objective (if it takes one) by name."""

    name: str
    args: tuple[Any, ...]
    nargout: int
    kind: str = ""
    p: np.ndarray = field(default_factory=lambda: np.zeros(1))


def call_in_python(call: Call) -> list[np.ndarray]:
    """Return the outputs of the Python routine, each flattened."""
    args = list(call.args)
    if call.kind:
        args.append(lambda x: OBJECTIVES[call.kind](x, call.p))
    returned = getattr(pysoftmax.minFunc, call.name)(*args)
    outputs = returned if call.nargout > 1 else (returned,)
    return [np.array(output, dtype=float).reshape(-1) for output in outputs]


def call_in_octave(calls: Sequence[Call], folder: Path) -> list[list[np.ndarray]]:
    """Return the outputs of the Octave routines, in one call of Octave."""
    inputs = np.empty(len(calls), dtype=object)
    for k, call in enumerate(calls):
        args = np.empty(len(call.args), dtype=object)
        args[:] = _as_octave_has_them(call)
        inputs[k] = {
            "name": call.name,
            "args": args,
            "nargout": float(call.nargout),
            "kind": call.kind or np.empty((0, 0)),
            "p": call.p,
        }
    asked, answered = folder / "calls.mat", folder / "answers.mat"
    scipy.io.savemat(asked, {"calls": inputs}, oned_as="column")
    call_octave(f"run_routines ('{OCTAVE_MINFUNC}', '{asked}', '{answered}');")
    answers = scipy.io.loadmat(answered)["answers"].ravel()
    # Corrections are columns there and rows here.
    return [[output.reshape(-1, order="F") for output in answer.ravel()] for answer in answers]


def _as_octave_has_them(call: Call) -> list[Any]:
    """Return the arguments with doubles for whole numbers, corrections as columns, rho as a row."""
    args: list[Any] = [float(arg) if isinstance(arg, bool | int) else arg for arg in call.args]
    if call.name in RHO:
        args[RHO[call.name]] = args[RHO[call.name]][:, np.newaxis]
        args = [arg.T if np.ndim(arg) == 2 else arg for arg in args]
    return args


def call_octave(statement: str) -> str:
    """Run a statement in an Octave that finds this folder's .m files; return what it printed."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [str(find_octave()), "--no-init-file", "--quiet", "--eval", statement],
        cwd=HERE / "octave",
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _read(answer: Any) -> Solution:
    error = answer.error
    if isinstance(error, str) and error:
        return failed(error)
    output = answer.output
    return Solution(
        np.atleast_1d(answer.x).astype(float),
        float(answer.f),
        int(output.iterations),
        int(output.funcCount),
        int(answer.exitflag),
        output.message,
        np.atleast_1d(output.trace.funcCount).astype(int).tolist(),
        np.atleast_1d(output.trace.fval).astype(float),
        answer.table.splitlines() if isinstance(answer.table, str) else [],
    )
