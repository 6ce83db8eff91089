"""The optimiser of the exercise: L-BFGS with a strong Wolfe line search, and nothing more.

`minFunc` takes the same iterations, evaluations and step lengths as the original that the exercise
calls (Method 'lbfgs' without mex files), stops for the same reasons and prints the same table.
``octave_ref/minFunc`` holds the same routines for Octave, of the same names and with their
arguments in the same order, so that each can be fed the same state in both languages:

==================  ================================================================================
routine             call, and what it returns
==================  ================================================================================
minFunc             ``minFunc(funObj, x0, options, *args)``: x, f, exitflag, output
lbfgs_update        ``lbfgs_update(y, s, corr, S, Y, rho, scaling, debug)``: S, Y, rho, scaling
lbfgs_direction     ``lbfgs_direction(v, S, Y, rho, scaling)``: the inverse Hessian's product with v
wolfe_search        ``wolfe_search(x, t, d, f, g, gtd, c1, c2, max_steps, tol_x, debug,
                    objective)``: t, f, g, evaluations
armijo_backtrack    ``armijo_backtrack(x, t, d, f, g, gtd, c1, tol_x, debug, objective)``:
                    t, f, g, evaluations
polyinterp          ``polyinterp(points, lower, upper)``: the minimiser of the interpolant
==================  ================================================================================

S and Y hold a correction per row here (any sequence of vectors, the oldest first) and a correction
per column in Octave; rho is the 1/y's of each, a row in Octave. A row of ``points`` is t, f(t),
f'(t), with NaN for a slope that is not known; without bounds the interpolant's own points bound
it. ``objective(x)`` is f and g with whatever further arguments there are already in place.

Where the original's behaviour can be read two ways, this is how it is read here:

- In the search for a step, "more than one step taken" counts extrapolations, not evaluations.
- A system of interpolation that is singular to machine precision is solved by elimination all the
  same, and only an exactly zero pivot leads to the minimum-norm least-squares solution. That is
  what Octave 7.3's backslash does; it warns in both cases, and here neither language does.
- ``min`` and ``max`` pass over NaN, as Octave's do.
- The table's header is printed even if the start is optimal; outputFcn is then never called. It is
  told 'done' after the last message.
- A start where f or g is not finite is an error, and so is a direction that is not (the original
  prints so and waits for a key).
"""

from pysoftmax.minFunc.armijo import armijo_backtrack
from pysoftmax.minFunc.lbfgs import lbfgs_direction, lbfgs_update
from pysoftmax.minFunc.loop import minFunc
from pysoftmax.minFunc.output import Output, StepReport, Stop, Trace
from pysoftmax.minFunc.polyinterp import polyinterp
from pysoftmax.minFunc.wolfe import wolfe_search

__all__ = [
    "Output",
    "StepReport",
    "Stop",
    "Trace",
    "armijo_backtrack",
    "lbfgs_direction",
    "lbfgs_update",
    "minFunc",
    "polyinterp",
    "wolfe_search",
]
