function [cost, grad] = sparseAutoencoderCost (theta, visibleSize, hiddenSize, lambda, sparsityParam, beta, data)
  # unroll
  k = hiddenSize * visibleSize;
  W = {reshape(theta(1:k), hiddenSize, visibleSize), reshape(theta(k+1:2*k), visibleSize, hiddenSize)};
  b = {theta(2*k+1:2*k+hiddenSize), theta(2*k+hiddenSize+1:end)};
  m = columns (data);
  if (m != size (data, 2)) printf ("never\n"); endif
  hidden = 1 ./ (1 + e .^ -(W{1} * data + b{1}));
  output = 1 ./ (1 + e .^ -(W{2} * hidden + b{2}));
  rho = sparsityParam;  avg = mean (hidden')';
  cost = 0;
  cost += sumsq ((output - data)(:)) / 2 / m;
  cost += lambda / 2 * (sumsq (W{1}(:)) + sumsq (W{2}(:)));
  cost += beta * sum (rho * log (rho ./ avg) + (1 - rho) * log ((1 - rho) ./ (1 - avg)));
  d3 = (output - data) .* output .* (1 - output);
  d2 = W{2}' * d3;
  d2 += beta * ((1 - rho) ./ (1 - avg) - rho ./ avg);
  d2 .*= hidden .* (1 - hidden);
  grad = [(d2 * data' / m + lambda * W{1})(:); (d3 * hidden' / m + lambda * W{2})(:); mean(d2, 2); mean(d3, 2)];
endfunction
