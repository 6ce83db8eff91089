% The functions that a student's code is asked to differentiate: the same formulas as in
% objectives.py, and in the same order, so that both languages round alike. The gradient is wrong on
% purpose, as there: it is what a numerical gradient is to check.
function [value, gradient] = pysoftmax_objective(name, p, x)
  shape = size(x);
  x = x(:);
  switch name
    case "exercise"
      value = x(1) * x(1) + 3 * x(1) * x(2);
      gradient = zeros(size(x));
      gradient(1:2) = [2 * x(1) + 3 * x(2); 3 * x(1)];
    case "quadratic"
      product = p.A * x;
      value = 0.5 * (x' * product) - p.b(:)' * x;
      gradient = product - p.b(:);
    case "rosenbrock"
      valley = x(2:end) - x(1:end-1) .* x(1:end-1);
      offset = 1 - x(1:end-1);
      value = sum(100 * valley .* valley + offset .* offset);
      gradient = zeros(size(x));
      gradient(1:end-1) = -400 * x(1:end-1) .* valley - 2 * offset;
      gradient(2:end) += 200 * valley;
    case "barrier"
      if any(x <= 0)
        value = NaN;
        gradient = NaN(size(x));
      else
        value = p.b(:)' * x - sum(log(x));
        gradient = p.b(:) - 1 ./ x;
      endif
    case "quartic"
      square = x .* x;
      value = sum(square .* square - 3 * square + x);
      gradient = 4 * square .* x - 6 * x + 1;
    case "root"
      c = p.c(:);
      root = sqrt(1 + c .* x .* x);
      value = sum(root);
      gradient = c .* x ./ root;
    case "linear"
      value = p.b(:)' * x;
      gradient = p.b(:);
  endswitch
  gradient = reshape(gradient + 1, shape);
endfunction
