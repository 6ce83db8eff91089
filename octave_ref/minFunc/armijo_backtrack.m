% [t, f, g, evaluations] = armijo_backtrack (x, t, d, f, g, gtd, c1, tol_x, debug, objective)
%
% Shorten the step until f(x + t d) <= f + c1 t g'd.
% x, t, d      the point, the first step to try, and the direction
% f, g, gtd    the value, gradient and slope along d at x
% c1           the fraction of the promised decrease that suffices
% tol_x        the search gives up once the sum of |t d| is at most this; then t is 0
% debug        whether to print the decisions
% objective    maps a point to its value and gradient

function [t, f_new, g_new, evaluations] = ...
      armijo_backtrack (x, t, d, f, g, gtd, c1, tol_x, debug, objective)
  t_old = f_old = NaN;
  [f_new, g_new] = objective (x + t * d);
  evaluations = 1;
  while (f_new > f + c1 * t * gtd || ! isfinite (f_new))
    last = t;
    trial = [t, f_new, inner_product(g_new, d)];
    t = next_step ([0, f, gtd], trial, [t_old, f_old], g_new, debug);
    t_old = last;
    f_old = f_new;
    [f_new, g_new] = objective (x + t * d);
    evaluations++;
    if (sum (abs (t * d)) <= tol_x)
      if (debug)
        printf ("Backtracking failed: the step is below TolX\n");
      end
      t = 0;
      f_new = f;
      g_new = g;
      return;
    end
  end
end

% The step to try after a failed one, by the best interpolation that is possible, within
% [0.001, 0.6] of the last. The first two arguments are rows for polyinterp.
function t = next_step (start, trial, before, g, debug)
  last = trial(1);
  if (! isfinite (trial(2)))
    how = "halving";
    t = 0.5 * last;
  elseif (all (isfinite (g)))
    how = "cubic interpolation";
    t = polyinterp ([start; trial]);
  elseif (! isfinite (before(2)))
    how = "quadratic interpolation of values";
    t = polyinterp ([start; trial(1:2), NaN]);
  else
    how = "cubic interpolation of values";
    t = polyinterp ([start; trial(1:2), NaN; before, NaN]);
  end
  if (debug)
    printf ("Backtracking: %s\n", how);
  end
  if (t < last * 1e-3)
    t = last * 1e-3;
  elseif (t > last * 0.6)
    t = last * 0.6;
  end
end
