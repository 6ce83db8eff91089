% minFunc_check_gradient (objective, x, g)
%
% The option DerivativeCheck: print the greatest difference between g and central differences, and
% fail if it exceeds 1e-4 (times g's greatest entry, if that is above 1) or is not finite. The
% original uses forward differences, which are less accurate. The evaluations made here are not
% counted.

function minFunc_check_gradient (objective, x, g)
  step = 1e-4;
  numerical = zeros (size (x));
  for i = 1:numel (x)
    e = zeros (size (x));
    e(i) = step;
    numerical(i) = (objective (x + e) - objective (x - e)) / (2 * step);
  end
  difference = abs (g - numerical);
  difference(isnan (difference)) = Inf;
  [largest, worst] = max (difference);
  printf ("Checking Gradient:\n");
  printf ("Max difference between user and numerical gradient: %f\n", largest);
  bound = 1e-4 * max (1, max (abs (g)));
  if (! (largest <= bound))
    error ("minFunc:gradient", ["funObj's gradient is wrong at x0: g(%d) = %.6g is off by %.3g " ...
           "from central differences; expected at most %.3g. Correct funObj, or " ...
           "leave DerivativeCheck off"], worst, g(worst), difference(worst), bound);
  end
end
