% [t, f, g, evaluations] = ...
%     wolfe_search (x, t, d, f, g, gtd, c1, c2, max_steps, tol_x, debug, objective)
%
% Find a step t with f(x + t d) <= f + c1 t g'd and |slope there| <= -c2 g'd, using cubics.
% x, t, d      the point, the first step to try, and the direction
% f, g, gtd    the value, gradient and slope along d at x
% c1, c2       the constants of sufficient decrease and of curvature
% max_steps    how many further steps may be tried
% tol_x        refinement stops once the bracket's width times the slope is less than this
% debug        whether to print the decisions
% objective    maps a point to its value and gradient
%
% A bracket is a struct of two steps in the order they were found: t and f and slope are rows of
% two, and g has two columns.
% Source: Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6.

function [t, f, g, evaluations] = ...
      wolfe_search (x, t, d, f, g, gtd, c1, c2, max_steps, tol_x, debug, objective)
  too_high = @(t_new, f_new) f_new > f + c1 * t_new * gtd;
  flat = @(slope) abs (slope) <= -c2 * gtd;
  start = struct ("t", 0, "f", f, "g", g, "slope", gtd);

  [bracket, outcome, steps] = find_bracket (x, t, d, start, too_high, flat, max_steps, debug, ...
                                            objective);
  if (strcmp (outcome, "not finite"))
    say (debug, "Bracketing: not finite there, halving towards the last step, then backtracking");
    [t, f, g, evaluations] = armijo_backtrack (x, mean (bracket.t), d, f, g, gtd, c1, tol_x, ...
                                               debug, objective);
    evaluations += steps + 1;
    return;
  end
  best = 2;
  if (strcmp (outcome, "bracketed"))
    [bracket, steps] = refine (bracket, x, d, too_high, flat, steps, max_steps, tol_x, debug, ...
                               objective);
    [~, best] = min (bracket.f);
  end
  t = bracket.t(best);
  f = bracket.f(best);
  g = bracket.g(:,best);
  evaluations = steps + 1;
end

% Lengthen the step until it satisfies the conditions ("done"), until it and the last bracket a step
% that does ("bracketed"), or until f or g is not finite ("not finite").
function [bracket, outcome, steps] = ...
      find_bracket (x, t, d, start, too_high, flat, max_steps, debug, objective)
  previous = start;
  trial = evaluate (x, t, d, objective);
  for steps = 0:max_steps-1
    bracket = join (previous, trial);
    if (! (isfinite (trial.f) && all (isfinite (trial.g))))
      outcome = "not finite";
      return;
    elseif (too_high (trial.t, trial.f) || (steps > 1 && trial.f >= previous.f))
      outcome = "bracketed";
      return;
    elseif (flat (trial.slope))
      outcome = "done";
      return;
    elseif (trial.slope >= 0)
      outcome = "bracketed";
      return;
    end
    say (debug, "Bracketing: extending the step");
    t = polyinterp ([previous.t, previous.f, previous.slope; trial.t, trial.f, trial.slope], ...
                    trial.t + 0.01 * (trial.t - previous.t), trial.t * 10);
    previous = trial;
    trial = evaluate (x, t, d, objective);
  end
  bracket = join (start, trial);
  outcome = "bracketed";
  steps = max_steps;
end

% Shrink the bracket around a step that satisfies the conditions.
function [bracket, steps] = ...
      refine (bracket, x, d, too_high, flat, steps, max_steps, tol_x, debug, objective)
  was_close = false;
  while (steps < max_steps)
    [t, was_close] = keep_inside (interpolate (bracket, debug), bracket.t, was_close, debug);
    trial = evaluate (x, t, d, objective);
    steps++;
    [bracket, done] = replace_an_end (bracket, trial, too_high, flat);
    if (done)
      break;
    end
    if (abs ((bracket.t(1) - bracket.t(2)) * trial.slope) < tol_x)
      say (debug, "Refining: the bracket cannot be reduced further");
      break;
    end
  end
  say (debug && steps == max_steps, "Line search: all steps used up");
end

% The minimiser of the cubic through both ends, or their middle if one is not finite.
function t = interpolate (bracket, debug)
  if (all (isfinite (bracket.f)) && all (isfinite (bracket.g(:))))
    say (debug, "Refining: cubic interpolation");
    t = polyinterp ([bracket.t', bracket.f', bracket.slope']);
  else
    say (debug, "Refining: bisection");
    t = mean (bracket.t);
  end
end

% Move a trial away from an end if it was close twice running. One trial close to an end may be
% right. Two in a row, or one on the end, make no progress.
function [t, close_now] = keep_inside (t, ends, was_close, debug)
  low = min (ends);
  high = max (ends);
  width = high - low;
  close_now = false;
  if (min (high - t, t - low) / width < 0.1)
    if (was_close || t >= high || t <= low)
      say (debug, "Refining: moved away from an end");
      if (abs (t - high) < abs (t - low))
        t = high - 0.1 * width;
      else
        t = low + 0.1 * width;
      end
    else
      say (debug, "Refining: close to an end");
      close_now = true;
    end
  end
end

% Replace the end that the trial improves on; done if the trial satisfies the conditions.
function [bracket, done] = replace_an_end (bracket, trial, too_high, flat)
  [f_low, lo] = min (bracket.f);
  hi = 3 - lo;
  done = false;
  if (too_high (trial.t, trial.f) || trial.f >= f_low)
    bracket = put (bracket, hi, trial);
    return;
  end
  if (flat (trial.slope))
    done = true;
  elseif (trial.slope * (bracket.t(hi) - bracket.t(lo)) >= 0)
    bracket = put (bracket, hi, pick (bracket, lo));
  end
  bracket = put (bracket, lo, trial);
end

function point = evaluate (x, t, d, objective)
  [f, g] = objective (x + t * d);
  point = struct ("t", t, "f", f, "g", g, "slope", inner_product (g, d));
end

function bracket = join (first, second)
  bracket = struct ("t", [first.t, second.t], "f", [first.f, second.f], ...
                    "g", [first.g, second.g], "slope", [first.slope, second.slope]);
end

function point = pick (bracket, k)
  point = struct ("t", bracket.t(k), "f", bracket.f(k), "g", bracket.g(:,k), ...
                  "slope", bracket.slope(k));
end

function bracket = put (bracket, k, point)
  bracket.t(k) = point.t;
  bracket.f(k) = point.f;
  bracket.g(:,k) = point.g;
  bracket.slope(k) = point.slope;
end

function say (debug, what)
  if (debug)
    printf ("%s\n", what);
  end
end
