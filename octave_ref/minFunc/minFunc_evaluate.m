% [f, g] = minFunc_evaluate (funObj, x, ...)
%
% Evaluate an objective, and check the class and the shape of f and g. A complex number becomes NaN:
% the original takes a complex f or g as an illegal point, from which the line search backtracks, as
% it does from NaN.

function [f, g] = minFunc_evaluate (funObj, x, varargin)
  [f, g] = feval (funObj, x, varargin{:});
  f = real_or_nan (f, "f");
  g = real_or_nan (g, "g");
  if (! isscalar (f))
    error ("minFunc:funObj", "funObj returned f of size %s; expected one number", ...
           mat2str (size (f)));
  elseif (numel (g) != numel (x) || ! isvector (g))
    error ("minFunc:funObj", ...
           "funObj returned g of size %s; expected a vector as long as x0, which has %d", ...
           mat2str (size (g)), numel (x));
  end
  g = g(:);
end

function value = real_or_nan (value, name)
  if (! isnumeric (value))
    error ("minFunc:funObj", "funObj returned %s of class %s; expected numbers", ...
           name, class (value));
  end
  value = full (double (value));
  if (iscomplex (value))
    is_real = imag (value) == 0;
    value = real (value);
    value(! is_real) = NaN;
  end
end
