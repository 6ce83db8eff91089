% [f, g] = objective (x, kind, p)
%
% The objectives of hard_problems.py, with the same operations in the same order.

function [f, g] = objective (x, kind, p)
  switch (kind)
    case "rosenbrock"
      a = x(2:end) - x(1:end-1) .* x(1:end-1);
      b = 1 - x(1:end-1);
      f = sum (p(1) * a .* a + b .* b);
      g = zeros (size (x));
      g(1:end-1) = -4 * p(1) * x(1:end-1) .* a - 2 * b;
      g(2:end) += 2 * p(1) * a;
    case "quartic"
      square = x .* x;
      next = x([2:end, 1]);
      f = sum (0.25 * square .* square - 0.5 * square + p(1) * x + p(2) * x .* next);
      g = square .* x - x + p(1) + p(2) * (next + x([end, 1:end-1]));
    case "root"
      r = sqrt (1 + p(1) * x .* x);
      f = sum (r);
      g = p(1) * x ./ r;
    case "quadratic"
      f = sum (0.5 * p .* x .* x);
      g = p .* x;
    case {"barrier", "infinite barrier", "bare barrier", "slopeless"}
      [f, g] = barrier (x, kind, p);
    case "linear"
      f = sum (p .* x);
      g = p;
    case "well"
      % Flat far out, steep within: outside, the slope is of no help.
      r = 1 ./ (1 + p(1) * x .* x);
      f = sum (-r);
      g = 2 * p(1) * x .* r .* r;
    case "absolute"
      f = sum (p(1) * abs (x) + x .* x);
      g = p(1) * sign (x) + 2 * x;
  end
end

% sum (x - p log (x)) for positive x. Outside, f and g are NaN; or f infinite; or f alone is NaN;
% or g alone is NaN, where x exceeds 3.
function [f, g] = barrier (x, kind, p)
  if (strcmp (kind, "slopeless"))
    f = sum (0.5 * p(1) * (x - 2) .* (x - 2));
    g = p(1) * (x - 2);
    g(x > 3) = NaN;
  elseif (all (x > 0))
    terms = 0;
    for j = 1:numel (x)
      terms += x(j) - p(1) * log (x(j));
    end
    f = terms;
    g = 1 - p(1) ./ x;
  else
    f = NaN;
    g = NaN (size (x));
    if (strcmp (kind, "infinite barrier"))
      f = Inf;
    elseif (strcmp (kind, "bare barrier"))
      g = 1 - p(1) ./ x;
    end
  end
end
