"""The optimiser of the exercise: L-BFGS with a strong Wolfe line search.

`minFunc` takes the same iterations, evaluations and step lengths as the original that the exercise
calls (Method 'lbfgs' without mex files), stops for the same reasons and prints the same table.
``octave_ref/minFunc`` has routines of the same names, with their arguments in the same order, so
that a test can pass each the same state in both languages:

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

S and Y hold one correction per row here (any sequence of vectors, the oldest first) and one per
column in Octave; rho is the 1/y's of each, a row in Octave. A row of ``points`` is t, f(t), f'(t),
with NaN for a slope that is not known. The default bounds of `polyinterp` are its own points.
``objective(x)`` returns f and g; further arguments are already bound.

If the original can be read in two ways, or the two languages would differ, this is what both do:

- In the search for a step, "more than one step taken" counts extrapolations, not evaluations.
- polyinterp solves its system with the operations of Octave 7.3's backslash on OpenBLAS, in their
  order. A system that is singular to machine precision is solved all the same; only an exactly
  zero pivot leads to the minimum-norm least-squares solution. Backslash warns in both cases; here
  neither language does.
- ``min`` and ``max`` ignore NaN, as Octave's do.
- A complex f or g is an illegal point, as in the original: it counts as NaN. Where the original
  compares such an f with another (while it refines a bracket), its result depends on the language:
  MATLAB compares real parts, Octave absolute values.

What differs from the original:

- A start where f or g is not finite is an error, and so is a direction that is not finite (the
  original prints a message and waits for a key).
- DerivativeCheck uses central differences, which are more accurate than the original's forward
  ones, and raises an error if the gradient is wrong (the original waits for a key).
- Display 'full' and 'excessive' print other words about the line search, and 'excessive' does not
  plot it.
- Unknown options, and several spellings of one option, lead to a warning.
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
