function [value, grad] = simpleQuadraticFunction(x)
% simpleQuadraticFunction  h(x) = x1^2 + 3 x1 x2 and its gradient.
%
%   [value, grad] = simpleQuadraticFunction(x)
%
%   x is of two numbers; grad is [2 x1 + 3 x2; 3 x1]. checkNumericalGradient
%   tries computeNumericalGradient on it.

  value = x(1)^2 + 3 * x(1) * x(2);
  grad = [2 * x(1) + 3 * x(2); 3 * x(1)];
end
