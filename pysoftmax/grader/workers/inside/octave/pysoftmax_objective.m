% A function that a student's code is asked to differentiate: the formula, a text of statements, sets
% value and gradient from the vector x and the parameters p. The gradient is wrong on purpose, as in
% objectives.py: it is what a numerical gradient is to check.
function [value, gradient] = pysoftmax_objective(formula, p, x)
  shape = size(x);
  x = x(:);
  eval(formula);
  gradient = reshape(gradient + 1, shape);
endfunction
