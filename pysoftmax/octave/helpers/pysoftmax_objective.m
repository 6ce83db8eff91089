function [value, gradient] = pysoftmax_objective (formula, parameters, x, varargin)
  % A function to differentiate or to minimise: the formula, a text of statements, sets value and
  % gradient from the vector x and the parameters p (pysoftmax/comparison/objectives.py).

  p = parameters;
  x = x(:);
  eval (formula);
endfunction
