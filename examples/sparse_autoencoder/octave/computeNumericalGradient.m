function numgrad = computeNumericalGradient(J, theta)
% computeNumericalGradient  Estimate the gradient of J at theta.
%
%   numgrad = computeNumericalGradient(J, theta)
%
%   J      a function of theta whose first output is a number
%   theta  real numbers of any shape, which is numgrad's too
%
%   By central differences with a step of 1e-4.
%
%   Source: UFLDL, "Gradient checking and advanced optimization".

  if ~is_function_handle(J)
    error('autoencoder:J', 'J is a %s; expected a function handle', class(J));
  end
  step = 1e-4;
  numgrad = zeros(size(theta));
  for i = 1:numel(theta)
    [above, below] = deal(theta);
    above(i) = above(i) + step;
    below(i) = below(i) - step;
    numgrad(i) = (J(above) - J(below)) / (2 * step);
  end
end
