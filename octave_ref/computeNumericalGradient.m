function numgrad = computeNumericalGradient(J, theta)
% computeNumericalGradient  Estimate the gradient of J at theta.
%
%   numgrad = computeNumericalGradient(J, theta)
%
%   J      a function of one argument of theta's shape, whose first output is
%          a number
%   theta  where; real numbers of any shape, which is numgrad's too
%
%   By central differences with EPSILON = 1e-4:
%
%     numgrad(i) = (J(theta + EPSILON * e_i) - J(theta - EPSILON * e_i)) / (2 * EPSILON)
%
%   Source: UFLDL, "Gradient checking and advanced optimization".

  if ~is_function_handle(J)
    error('pysoftmax:J', 'J is %s; expected a function of theta, such as @(p) p'' * p', shown(J));
  end
  theta = real_numbers('theta', theta);
  EPSILON = 1e-4;
  numgrad = zeros(size(theta));
  for i = 1:numel(theta)
    numgrad(i) = (value(J, theta, i, EPSILON) - value(J, theta, i, -EPSILON)) / (2 * EPSILON);
  end
end

function f = value(J, theta, i, step)
  theta(i) = theta(i) + step;
  f = J(theta);
  if ~isnumeric(f) || ~isscalar(f) || ~isreal(f) || ~isfinite(f)
    error('pysoftmax:J', ...
          'J returned %s with theta(%d) moved by %g; expected a finite real number', ...
          shown(f), i, step);
  end
  f = double(f);
end
