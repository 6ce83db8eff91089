% r = lbfgs_direction (v, S, Y, rho, scaling)
%
% Multiply v, usually the negative gradient, by the approximate inverse Hessian: the two-loop
% recursion. S and Y hold a correction per column, the oldest first, and rho their 1 / y's; scaling
% is the inverse Hessian before any correction, as a multiple of the identity.
% Source: Nocedal and Wright, Numerical Optimization, algorithm 7.4.

function r = lbfgs_direction (v, S, Y, rho, scaling)
  k = columns (S);
  alpha = zeros (k, 1);
  r = v;
  for i = k:-1:1
    alpha(i) = inner_product (rho(i) * S(:,i), r);
    r -= alpha(i) * Y(:,i);
  end
  r *= scaling;
  for i = 1:k
    beta = inner_product (rho(i) * Y(:,i), r);
    r += (alpha(i) - beta) * S(:,i);
  end
end
