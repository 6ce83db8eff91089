function [value, gradient] = pysoftmax_objective (name, parameters, x, varargin)
  % The objectives of pysoftmax/conformance/objectives.py, formula by formula.

  p = parameters;
  x = x(:);
  switch (name)
    case "exercise"
      value = x(1) * x(1) + 3 * x(1) * x(2);
      gradient = zeros (size (x));
      gradient(1) = 2 * x(1) + 3 * x(2);
      gradient(2) = 3 * x(1);
    case "quadratic"
      product = p.A * x;
      value = 0.5 * (x' * product) - p.b' * x;
      gradient = product - p.b;
    case "rosenbrock"
      head = x(1:end-1);
      valley = x(2:end) - head .* head;
      offset = 1 - head;
      value = sum (100 * valley .* valley + offset .* offset);
      gradient = zeros (size (x));
      gradient(1:end-1) = -400 * head .* valley - 2 * offset;
      gradient(2:end) += 200 * valley;
    case "barrier"
      if (any (x <= 0))
        value = NaN;
        gradient = NaN (size (x));
      else
        value = p.b' * x - sum (log (x));
        gradient = p.b - 1 ./ x;
      endif
    case "quartic"
      square = x .* x;
      value = sum (square .* square - 3 * square + x);
      gradient = 4 * square .* x - 6 * x + 1;
    case "root"
      root = sqrt (1 + p.c * x .* x);
      value = sum (root);
      gradient = p.c * x ./ root;
    case "linear"
      value = p.b' * x;
      gradient = p.b;
    case "softmax"
      [value, gradient] = softmax (p, x);
    otherwise
      error ("pysoftmax:objective", "there is no objective called %s", name);
  endswitch
endfunction

function [value, gradient] = softmax (p, x)
  theta = reshape (x, p.numClasses, p.inputSize);
  examples = columns (p.data);
  own = sub2ind ([p.numClasses, examples], double (p.labels(:)'), 1:examples);
  scores = theta * p.data;
  scores = scores - max (scores, [], 1);
  log_p = scores - log (sum (exp (scores), 1));
  residual = exp (log_p);
  residual(own) -= 1;
  value = -sum (log_p(own)) / examples + p.lambda / 2 * sum (sum (theta .* theta));
  gradient = (residual * p.data') / examples + p.lambda * theta;
  gradient = gradient(:);
endfunction
