function [cost, grad] = sparseAutoencoderCost(theta, visibleSize, hiddenSize, lambda, ...
                                              sparsityParam, beta, data)
% sparseAutoencoderCost  Step 2: the cost of a sparse autoencoder and its gradient.
%
%   theta          the parameters [W1(:); W2(:); b1(:); b2(:)]
%   visibleSize    the number of inputs, and of outputs
%   hiddenSize     the number of hidden units
%   lambda         the weight decay
%   sparsityParam  rho, the mean activation that each hidden unit should have
%   beta           the weight of the sparsity penalty
%   data           visibleSize x m, one example per column
%
%   cost is a number, grad a column like theta.

  % theta comes unrolled; these are its four blocks.
  weights = hiddenSize * visibleSize;
  W1 = reshape(theta(1:weights), hiddenSize, visibleSize);
  W2 = reshape(theta(weights+1:2*weights), visibleSize, hiddenSize);
  b1 = theta(2*weights+1:2*weights+hiddenSize);
  b2 = theta(2*weights+hiddenSize+1:end);

  squaredError = 0;
  decay = 0;
  sparsity = 0;
  W1grad = zeros(size(W1));
  W2grad = zeros(size(W2));
  b1grad = zeros(size(b1));
  b2grad = zeros(size(b2));

  % ---------- YOUR CODE HERE --------------------------------------
  % 1. Count the examples: m. Which size of data is that?
  % 2. Forward, for all examples at once: z2 and a2 = sigmoid(z2) of the hidden
  %    layer, z3 and h = sigmoid(z3) of the output layer. The biases are added
  %    to every column.
  % 3. rhohat: the mean activation of each hidden unit, a column.
  % 4. The three terms of the cost:
  %      squaredError  half of the squared distance between h and data, the mean
  %                    over the examples
  %      decay         lambda / 2 times the sum of all squared weights; the
  %                    biases are not weights
  %      sparsity      beta times the sum over the hidden units of
  %                    KL(rho || rhohat), where rho = sparsityParam
  % 5. Backward: delta3 from h - data and the slope of the sigmoid at z3, which
  %    is h .* (1 - h). delta2 from W2' * delta3, to which the sparsity term's
  %    derivative by rhohat is added, and then the slope at z2.
  % 6. W1grad, W2grad, b1grad and b2grad: means over the examples; the decay's
  %    part is added to the first two.
  %
  % Begin with lambda = 0 and beta = 0 in sparseAutoencoderExercise.m, check the
  % gradient, and add one term at a time.
  error('autoencoder:empty', 'step 2: compute the cost and its gradient in sparseAutoencoderCost.m');
  % ----------------------------------------------------------------

  cost = squaredError + decay + sparsity;
  grad = [W1grad(:); W2grad(:); b1grad(:); b2grad(:)];
end

function a = sigmoid(z)
  a = 1 ./ (1 + exp(-z));
end
