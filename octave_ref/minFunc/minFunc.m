% [x, f, exitflag, output] = minFunc (funObj, x0, options, ...)
%
% Minimise a differentiable function of many variables by L-BFGS.
%
% funObj      a function handle or name: [f, g] = funObj (x, ...) with the further arguments
%             returns the value and the gradient, a column as long as x. The line search backtracks
%             from points where f or g is complex, infinite or NaN
% x0          where to start: a column of finite real numbers
% options     a struct, or []; names may be of any case, and an empty field selects the default:
%   Method 'lbfgs', LS 4, LS_init 0, Fref 1, Damped 0, numDiff 0: the only values supported
%   MaxIter 500: a limit from 1; Inf for no limit
%   MaxFunEvals 1000: a limit from 1; evaluations are counted after each step
%   TolFun 1e-5: stop once the sum of absolute values of the gradient is at most this
%   TolX 1e-9: stop once a step, or the change of f, is at most this
%   Corr 100: corrections kept; c1 1e-4, c2 0.9: the Wolfe conditions' constants
%   Display 'iter': a table and the last message; 'final' prints only the message; 'off', 'none' or
%     0 nothing; 'full' or 'excessive' also prints the line search's decisions
%   outputFcn: called as outputFcn (x, report, state, ...) with a struct that describes the last
%     step and the state 'init', 'iter' or 'done'
%   DerivativeCheck 'off': 'on' compares the first gradient with central differences (the original
%     uses forward differences, which are less accurate)
%   useMex: accepted; it has no effect
%   Other names are ignored with a warning, which for options of minFunc 2012 gives the name to use.
%   Of several spellings of a name, the one that the original uses is used.
%
% exitflag    1: optimal within TolFun; 2: no further progress within TolX; 0: a limit was reached
% output      a struct with iterations, funcCount, algorithm (5, the original's number of L-BFGS),
%             firstorderopt = sum |g|, message, and trace with the columns fval and funcCount
%
% The same routines in Python, of the same names, are in pysoftmax/minFunc.
% Source: Nocedal and Wright, Numerical Optimization, algorithm 7.5.

function [x, f, exitflag, output] = minFunc (funObj, x0, options, varargin)
  if (nargin < 2)
    error ("minFunc:arguments", "minFunc needs funObj and x0: minFunc (funObj, x0, options, ...)");
  end
  if (nargin < 3)
    options = [];
  end
  if (! (is_function_handle (funObj) || ischar (funObj)))
    error ("minFunc:funObj", "funObj is a %s; expected a function handle or name", class (funObj));
  end
  options = minFunc_options (options);
  x = start_column (x0);
  objective = @(x) minFunc_evaluate (funObj, x, varargin{:});
  [f, g] = evaluate_at_start (objective, x);
  if (options.DerivativeCheck)
    minFunc_check_gradient (objective, x, g);
  end

  if (options.show_iterations)
    printf ("%10s %10s %15s %15s %15s\n", ...
            "Iteration", "FunEvals", "Step Length", "Function Val", "Opt Cond");
  end
  i = 0;
  evaluations = 1;
  t = gtd = d = [];
  trace = struct ("fval", f, "funcCount", 1);
  optimality = sum (abs (g));
  call_output_fcn (options.outputFcn, x, "init", i, evaluations, f, t, gtd, g, d, varargin{:});
  reason = "";
  if (optimality <= options.TolFun)
    reason = "optimal";
  end

  S = Y = zeros (numel (x), 0);
  rho = zeros (1, 0);
  scaling = 1;
  while (isempty (reason))
    i++;
    check_gradient_is_finite (f, g, i);
    if (i == 1)
      d = -g;
      first_trial = min (1, 1 / optimality);
    else
      d = lbfgs_direction (-g, S, Y, rho, scaling);
      check_direction_is_finite (d, i);
      first_trial = 1;
    end
    gtd = inner_product (g, d);
    if (gtd > -options.TolX)
      reason = "no descent";
      break;
    end

    f_old = f;
    g_old = g;
    [t, f, g, more] = wolfe_search (x, first_trial, d, f, g, gtd, options.c1, options.c2, 25, ...
                                    options.TolX, options.debug, objective);
    evaluations += more;
    step = t * d;
    x += step;
    optimality = sum (abs (g));
    if (options.show_iterations)
      printf ("%10d %10d %15.5e %15.5e %15.5e\n", i, evaluations, t, f, optimality);
    end
    call_output_fcn (options.outputFcn, x, "iter", i, evaluations, f, t, gtd, g, d, varargin{:});
    trace.fval(end+1,1) = f;
    trace.funcCount(end+1,1) = evaluations;

    reason = reason_to_stop (options, optimality, step, f, f_old, evaluations, i);
    if (isempty (reason))
      [S, Y, rho, scaling] = lbfgs_update (g - g_old, step, options.Corr, ...
                                           S, Y, rho, scaling, options.debug);
    end
  end

  [exitflag, message] = explain (reason);
  if (options.show_message)
    printf ("%s\n", message);
  end
  output = struct ("iterations", i, "funcCount", evaluations, "algorithm", 5, ...
                   "firstorderopt", optimality, "message", message, "trace", trace);
  if (i > 0)
    call_output_fcn (options.outputFcn, x, "done", i, evaluations, f, t, gtd, g, d, varargin{:});
  end
end

% The first of the conditions that holds; empty if none does.
function reason = reason_to_stop (options, optimality, step, f, f_old, evaluations, i)
  reason = "";
  if (optimality <= options.TolFun)
    reason = "optimal";
  elseif (sum (abs (step)) <= options.TolX)
    reason = "short step";
  elseif (abs (f - f_old) < options.TolX)
    reason = "no change";
  elseif (evaluations > options.MaxFunEvals)
    reason = "evaluations";
  elseif (i == options.MaxIter)
    reason = "iterations";
  end
end

% The exit flag (1 at an optimum, 2 without progress, 0 at a limit) and the message.
function [exitflag, message] = explain (reason)
  switch (reason)
    case "optimal"
      exitflag = 1;
      message = "Optimality Condition below TolFun";
    case "no descent"
      exitflag = 2;
      message = "Directional Derivative below TolX";
    case "short step"
      exitflag = 2;
      message = "Step Size below TolX";
    case "no change"
      exitflag = 2;
      message = "Function Value changing by less than TolX";
    case "evaluations"
      exitflag = 0;
      message = "Exceeded Maximum Number of Function Evaluations";
    case "iterations"
      exitflag = 0;
      message = "Exceeded Maximum Number of Iterations";
  end
end

% Call outputFcn, if there is one, as outputFcn (x, report, state, ...). Before the first step the
% report's fields about the last step are empty.
function call_output_fcn (outputFcn, x, state, i, evaluations, f, t, gtd, g, d, varargin)
  if (isempty (outputFcn))
    return;
  end
  report = struct ("iteration", i, "funccount", evaluations, "fval", f, "stepsize", t, ...
                   "directionalderivative", gtd, "gradient", g, "searchdirection", d, ...
                   "firstorderopt", sum (abs (g)));
  feval (outputFcn, x, report, state, varargin{:});
end

function x = start_column (x0)
  if (! isfloat (x0) || ! isreal (x0))
    error ("minFunc:x0", "x0 is a %s array; expected a vector of real numbers", ...
           [repmat("complex ", 1, iscomplex (x0)), class(x0)]);
  elseif (! isvector (x0))
    error ("minFunc:x0", "x0 has size %s; expected a vector of 1 element or more", ...
           mat2str (size (x0)));
  elseif (! all (isfinite (x0)))
    bad = find (! isfinite (x0), 1);
    error ("minFunc:x0", "x0(%d) is %g; expected finite elements", bad, x0(bad));
  end
  x = double (x0(:));
end

function [f, g] = evaluate_at_start (objective, x)
  [f, g] = objective (x);
  if (! isfinite (f))
    error ("minFunc:notFinite", ["funObj returned f = %g at x0 (a complex number counts as " ...
           "NaN); start where f is real and finite"], f);
  elseif (! all (isfinite (g)))
    bad = find (! isfinite (g), 1);
    error ("minFunc:notFinite", ["funObj returned g(%d) = %g at x0 (a complex number counts as " ...
           "NaN); start where the gradient is real and finite"], bad, g(bad));
  end
end

% The search for a step would fail along such a direction.
function check_direction_is_finite (d, i)
  if (! all (isfinite (d)))
    error ("minFunc:notFinite", ["iteration %d has no finite direction: the gradient's changes " ...
           "have become too small relative to the steps; use a larger TolFun or TolX, which " ...
           "stops earlier"], i);
  end
end

% Backtracking accepts a point without a gradient if f is low enough.
function check_gradient_is_finite (f, g, i)
  if (! all (isfinite (g)))
    bad = find (! isfinite (g), 1);
    error ("minFunc:notFinite", ["funObj returned g(%d) = %g (a complex number counts as NaN) " ...
           "with a finite f = %g where iteration %d starts; return a real, finite gradient " ...
           "wherever f is finite"], ...
           bad, g(bad), f, i);
  end
end
