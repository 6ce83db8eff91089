% [f, g] = minFunc_evaluate (funObj, x, ...)
%
% Evaluate an objective, and see that its answers are real, and of the right shape.

function [f, g] = minFunc_evaluate (funObj, x, varargin)
  [f, g] = feval (funObj, x, varargin{:});
  f = real_number (f, "f");
  g = real_number (g, "g");
  if (! isscalar (f))
    error ("minFunc:funObj", "funObj returned f of size %s; it must be one number", ...
           mat2str (size (f)));
  elseif (numel (g) != numel (x) || ! isvector (g))
    error ("minFunc:funObj", ...
           "funObj returned g of size %s; it must be a vector of %d numbers, as x0 is", ...
           mat2str (size (g)), numel (x));
  end
  g = g(:);
end

function value = real_number (value, name)
  if (iscomplex (value))
    error ("minFunc:funObj", "funObj returned a complex %s; it must be real", name);
  elseif (! isnumeric (value))
    error ("minFunc:funObj", "funObj returned %s of class %s; it must be real numbers", ...
           name, class (value));
  end
  value = full (double (value));
end
