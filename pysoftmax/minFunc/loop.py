"""minFunc itself: the loop of directions and steps, and the tests that end it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pysoftmax.minFunc import display
from pysoftmax.minFunc.derivative_check import check_gradient
from pysoftmax.minFunc.lbfgs import lbfgs_direction, lbfgs_update
from pysoftmax.minFunc.line import Objective
from pysoftmax.minFunc.objective import CheckedObjective, start_vector
from pysoftmax.minFunc.options import Options, read_options
from pysoftmax.minFunc.output import Algorithm, Output, StepReport, Stop, Trace
from pysoftmax.minFunc.sums import Vector, inner_product, one_norm
from pysoftmax.minFunc.wolfe import wolfe_search
from pysoftmax.validation import first_not_finite

__all__ = ["minFunc"]

LINE_SEARCH_STEPS = 25


def minFunc(
    funObj: Callable[..., Any],
    x0: Any,
    options: Mapping[str, Any] | Options | None = None,
    *args: Any,
) -> tuple[Vector, float, int, Output]:
    """Minimise a differentiable function of many variables by L-BFGS.

    Parameters
    ----------
    funObj
        ``funObj(x, *args)`` returns the value f and the gradient g at x, a 1-D float64 array.
        g may have the shape (n,), (n, 1) or (1, n). The line search backtracks from points where
        f or g is complex, infinite or NaN.
    x0
        Where to start: n finite real numbers, of shape (n,), (n, 1) or (1, n). Not changed.
    options
        A mapping, or a struct as scipy.io reads it. Keys may be of any case; None or an empty
        list selects the default:

        - Method 'lbfgs', LS 4, LS_init 0, Fref 1, Damped 0, numDiff 0: the only values supported
        - MaxIter 500, a limit from 1; Inf for no limit
        - MaxFunEvals 1000, a limit from 1; evaluations are counted after each step
        - TolFun 1e-5: stop once the sum of absolute values of the gradient is at most this
        - TolX 1e-9: stop once a step, or the change of f, is at most this
        - Corr 100: the number of corrections kept; c1 1e-4, c2 0.9: the Wolfe conditions' constants
        - Display 'iter': a table and the last message; 'final' prints only the message; 'off',
          'none' or 0 nothing; 'full' or 'excessive' also prints the line search's decisions
        - outputFcn: called as ``outputFcn(x, report, state, *args)`` with a `StepReport` and the
          state 'init', 'iter' or 'done'; its result is ignored
        - DerivativeCheck 'off': 'on' compares the first gradient with central differences (the
          original uses forward differences, which are less accurate)
        - useMex: accepted; it has no effect

        Other names are ignored with a warning, which for options of minFunc 2012 gives the name
        to use. Of several spellings of a name, the one that the original uses is used.
    *args
        What funObj takes after x.

    Returns
    -------
    x
        The point reached, a new 1-D float64 array.
    f
        The value there.
    exitflag
        1: optimal within TolFun; 2: no further progress within TolX; 0: a limit was reached.
    output
        A report of the run, by attribute and by key.

    Raises
    ------
    TypeError, ValueError
        If an argument, an option, or what funObj returns is not as described.
    FloatingPointError
        If no finite direction follows from a step that was accepted: the gradient is complex or
        not finite there, or its changes have become too small relative to the steps.

    References
    ----------
    Nocedal and Wright, Numerical Optimization, algorithm 7.5.
    """
    settings = options if isinstance(options, Options) else read_options(options)
    x = start_vector(x0)
    objective = CheckedObjective(funObj, args, x.size)
    f, g = objective.at_start(x.copy())
    if settings.check_derivatives:
        check_gradient(objective, x, g)
    run = _Run(objective, settings, args, x, f, g)
    # Infinities and NaN are handled without a warning, as in Octave; funObj still runs under the
    # caller's settings.
    with np.errstate(over="ignore", invalid="ignore"):
        stop = run.to_the_end()
        return run.x, run.f, stop.exitflag, run.output(stop)


@dataclass
class _Run:
    """The state between iterations."""

    objective: Objective
    options: Options
    args: tuple[Any, ...]
    x: Vector
    f: float
    g: Vector
    iteration: int = 0
    evaluations: int = 1
    # The last step: its length, its direction, and the slope along it at its start.
    t: float | None = None
    d: Vector | None = None
    gtd: float | None = None
    # The corrections of L-BFGS.
    S: Sequence[Vector] = ()
    Y: Sequence[Vector] = ()
    rho: Sequence[float] = ()
    scaling: float = 1.0
    fval: list[float] = field(default_factory=list)
    func_count: list[int] = field(default_factory=list)

    def to_the_end(self) -> Stop:
        """Iterate until there is a reason to stop; print and return it."""
        if self.options.show_iterations:
            print(display.header())
        self._report("init")
        self._extend_trace()
        stop = Stop.OPTIMAL if one_norm(self.g) <= self.options.tol_fun else None
        while stop is None:
            stop = self._iterate()
        if self.options.show_message:
            print(stop.value)
        if self.iteration:
            self._report("done")
        return stop

    def output(self, stop: Stop) -> Output:
        """Return the report for the caller."""
        return Output(
            iterations=self.iteration,
            funcCount=self.evaluations,
            algorithm=Algorithm.LBFGS,
            firstorderopt=one_norm(self.g),
            message=stop.value,
            trace=Trace(np.array(self.fval), np.array(self.func_count, dtype=np.int64)),
        )

    def _iterate(self) -> Stop | None:
        """Take one step along a new direction."""
        self.iteration += 1
        self._check_gradient_is_finite()
        if self.d is None:
            d, t = -self.g, min(1.0, 1.0 / one_norm(self.g))
        else:
            d, t = self._direction(), 1.0
        self.d, self.gtd = d, inner_product(self.g, d)
        if self.gtd > -self.options.tol_x:
            return Stop.NO_DESCENT
        return self._step(t, d, self.gtd)

    def _direction(self) -> Vector:
        """Return the direction of L-BFGS; the search would fail along one that is not finite."""
        d = lbfgs_direction(-self.g, self.S, self.Y, self.rho, self.scaling)
        if first_not_finite(d) is not None:
            raise FloatingPointError(
                f"iteration {self.iteration} has no finite direction: the gradient's changes have "
                "become too small relative to the steps; use a larger TolFun or TolX, which stops "
                "earlier"
            )
        return d

    def _step(self, t: float, d: Vector, gtd: float) -> Stop | None:
        """Search along d from a first trial t, move, and report."""
        options, f_old, g_old = self.options, self.f, self.g
        self.t, self.f, self.g, evaluations = wolfe_search(
            self.x, t, d, self.f, self.g, gtd, options.c1, options.c2,
            LINE_SEARCH_STEPS, options.tol_x, options.debug, self.objective,
        )  # fmt: skip
        self.evaluations += evaluations
        step = self.t * d
        self.x = self.x + step
        optimality = one_norm(self.g)
        if options.show_iterations:
            print(display.row(self.iteration, self.evaluations, self.t, self.f, optimality))
        self._report("iter")
        self._extend_trace()
        stop = self._reason_to_stop(optimality, step, f_old)
        if stop is None:
            self.S, self.Y, self.rho, self.scaling = lbfgs_update(
                self.g - g_old, step, options.corr,
                self.S, self.Y, self.rho, self.scaling, options.debug,
            )  # fmt: skip
        return stop

    def _reason_to_stop(self, optimality: float, step: Vector, f_old: float) -> Stop | None:
        """Return the first of the conditions that holds."""
        options = self.options
        if optimality <= options.tol_fun:
            return Stop.OPTIMAL
        if one_norm(step) <= options.tol_x:
            return Stop.SHORT_STEP
        if abs(self.f - f_old) < options.tol_x:
            return Stop.NO_CHANGE
        if self.evaluations > options.max_fun_evals:
            return Stop.EVALUATIONS
        return Stop.ITERATIONS if self.iteration == options.max_iter else None

    def _check_gradient_is_finite(self) -> None:
        """Refuse a point without a gradient, which backtracking accepts if f is low enough."""
        if (bad := first_not_finite(self.g)) is not None:
            raise FloatingPointError(
                f"funObj returned g[{bad}] = {self.g[bad]} (a complex number counts as nan) with "
                f"a finite f = {self.f} where iteration {self.iteration} starts; return a real, "
                "finite gradient wherever f is finite"
            )

    def _extend_trace(self) -> None:
        self.fval.append(self.f)
        self.func_count.append(self.evaluations)

    def _report(self, state: str) -> None:
        """Call outputFcn with copies, so that it cannot change the run's own arrays."""
        if self.options.output_fcn is None:
            return
        report = StepReport(
            iteration=self.iteration,
            funccount=self.evaluations,
            fval=self.f,
            stepsize=self.t,
            directionalderivative=self.gtd,
            gradient=self.g.copy(),
            searchdirection=None if self.d is None else self.d.copy(),
            firstorderopt=one_norm(self.g),
        )
        self.options.output_fcn(self.x.copy(), report, state, *self.args)
