function [value, gradient] = pysoftmax_objective (name, formula, parameters, x, varargin)
  % A function to differentiate or to minimise. The formula, a text of statements, sets value and
  % gradient from the vector x and the parameters p (pysoftmax/comparison/objectives.py). It is
  % parsed once, as a function of the given name.

  if (exist (name) != 103)
    eval (["function [value, gradient] = " name " (p, x)\n" formula "\nendfunction"]);
  endif
  [value, gradient] = feval (name, parameters, x(:));
endfunction
