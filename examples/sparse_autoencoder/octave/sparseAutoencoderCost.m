function [cost, grad] = sparseAutoencoderCost(theta, visibleSize, hiddenSize, lambda, ...
                                              sparsityParam, beta, data)
% sparseAutoencoderCost  Cost of a sparse autoencoder and its gradient.
%
%   [cost, grad] = sparseAutoencoderCost(theta, visibleSize, hiddenSize, lambda, ...
%                                        sparsityParam, beta, data)
%
%   theta          [W1(:); W2(:); b1(:); b2(:)]: W1 is hiddenSize x visibleSize,
%                  W2 visibleSize x hiddenSize, b1 hiddenSize, b2 visibleSize
%   visibleSize    number of inputs
%   hiddenSize     number of hidden units
%   lambda         weight decay, 0 or more; the biases do not decay
%   sparsityParam  rho, the desired mean activation of a hidden unit, 0 to 1
%   beta           weight of the sparsity penalty, 0 or more
%   data           visibleSize x m, one example per column
%
%   With a2 = sigmoid(W1 * data + b1), h = sigmoid(W2 * a2 + b2) and rhohat the
%   mean activation of each hidden unit over the m examples:
%
%     cost = sum((h - data)(:) .^ 2) / (2 * m)
%          + lambda / 2 * (sum(W1(:) .^ 2) + sum(W2(:) .^ 2))
%          + beta * sum(rho * log(rho ./ rhohat) + (1 - rho) * log((1 - rho) ./ (1 - rhohat)))
%
%   Cost and gradient stay accurate if a unit saturates, so that rhohat rounds
%   to 0 or 1: the logarithms of a2 and 1 - a2 are computed without computing a2.
%
%   Source: UFLDL, "Autoencoders and Sparsity".

  check_numbers(visibleSize, hiddenSize, lambda, sparsityParam, beta);
  theta = double(theta(:));
  data = double(data);
  weights = visibleSize * hiddenSize;
  expected = 2 * weights + hiddenSize + visibleSize;
  if numel(theta) ~= expected
    error('autoencoder:theta', 'theta has %d entries; expected %d', numel(theta), expected);
  end
  if ndims(data) ~= 2 || size(data, 1) ~= visibleSize || isempty(data)
    error('autoencoder:data', 'data is %d x %d; expected %d x m, m > 0', ...
          size(data, 1), size(data, 2), visibleSize);
  end
  W1 = reshape(theta(1:weights), hiddenSize, visibleSize);
  W2 = reshape(theta(weights+1:2*weights), visibleSize, hiddenSize);
  b1 = theta(2*weights+1:2*weights+hiddenSize);
  b2 = theta(2*weights+hiddenSize+1:end);
  m = size(data, 2);
  rho = double(sparsityParam);

  z2 = W1 * data + b1;
  log_on = log_sigmoid(z2);     % log a2
  log_off = log_sigmoid(-z2);   % log(1 - a2)
  a2 = exp(log_on);
  off2 = exp(log_off);
  z3 = W2 * a2 + b2;
  h = exp(log_sigmoid(z3));
  difference = h - data;
  log_rhohat = log_mean(log_on);
  log_rest = log_mean(log_off); % log(1 - rhohat)

  squared_error = sum(difference(:) .^ 2) / (2 * m);
  decay = lambda / 2 * (sum(W1(:) .^ 2) + sum(W2(:) .^ 2));
  divergence = x_log_x(rho) - rho * log_rhohat + x_log_x(1 - rho) - (1 - rho) * log_rest;
  cost = squared_error + decay + beta * sum(divergence);

  if nargout > 1
    delta3 = difference .* h .* exp(log_sigmoid(-z3));
    % a2 ./ rhohat and (1 - a2) ./ (1 - rhohat) are at most m, however small both are.
    pull = (1 - rho) * a2 .* exp(log_off - log_rest) - rho * off2 .* exp(log_on - log_rhohat);
    delta2 = (W2' * delta3) .* a2 .* off2 + beta * pull;
    W1grad = delta2 * data' / m + lambda * W1;
    W2grad = delta3 * a2' / m + lambda * W2;
    grad = [W1grad(:); W2grad(:); mean(delta2, 2); mean(delta3, 2)];
  end
end

function y = log_sigmoid(z)
  % log(1 / (1 + exp(-z))), without overflow.
  y = min(z, 0) - log1p(exp(-abs(z)));
end

function y = log_mean(logs)
  % The logarithm of each row's mean, given the logarithms of its entries.
  largest = max(logs, [], 2);
  y = largest + log(mean(exp(logs - largest), 2));
end

function y = x_log_x(x)
  y = 0;
  if x > 0
    y = x * log(x);
  end
end

function check_numbers(visibleSize, hiddenSize, lambda, sparsityParam, beta)
  whole('visibleSize', visibleSize);
  whole('hiddenSize', hiddenSize);
  if ~(lambda >= 0 && lambda < Inf)
    error('autoencoder:lambda', 'lambda is %g; expected a number from 0', lambda);
  end
  if ~(beta >= 0 && beta < Inf)
    error('autoencoder:beta', 'beta is %g; expected a number from 0', beta);
  end
  if ~(sparsityParam >= 0 && sparsityParam <= 1)
    error('autoencoder:sparsityParam', 'sparsityParam is %g; expected a number from 0 to 1', ...
          sparsityParam);
  end
end

function whole(name, value)
  if ~(value >= 1 && value == fix(value))
    error(['autoencoder:' name], '%s is %g; expected a positive whole number', name, value);
  end
end
