% [S, Y, rho, scaling] = lbfgs_update (y, s, corr, S, Y, rho, scaling, debug)
%
% Append the correction (s, y), the change of x and of the gradient over the last step, if its
% curvature y's is positive, and drop the oldest beyond corr. S and Y hold a correction per column,
% the oldest first, and the row rho their 1 / y's; scaling becomes y's / y'y. Without curvature
% nothing changes: rounding would decide the next step.

function [S, Y, rho, scaling] = lbfgs_update (y, s, corr, S, Y, rho, scaling, debug)
  curvature = inner_product (y, s);
  if (! (curvature > 1e-10))
    if (nargin > 7 && debug)
      printf ("Correction skipped: no positive curvature\n");
    end
    return;
  end
  oldest = max (1, columns (S) - corr + 2);
  S = [S(:,oldest:end), s];
  Y = [Y(:,oldest:end), y];
  rho = [rho(oldest:end), 1 / curvature];
  scaling = curvature / inner_product (y, y);
end
