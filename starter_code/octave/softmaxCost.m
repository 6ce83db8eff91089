function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
% softmaxCost  Step 2: the cost of softmax regression and its gradient.
%
%   [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
%
%   theta       numClasses * inputSize parameters, unrolled column by column
%   numClasses  the number of classes
%   inputSize   the length of an example
%   lambda      the weight decay
%   data        inputSize x M, one example per column
%   labels      M whole numbers from 1 to numClasses
%
%   cost is a number, grad a column like theta(:).

  % theta is unrolled; as a matrix it has one row for each class.
  theta = reshape(theta, numClasses, inputSize);
  M = size(data, 2);

  % groundTruth(k, i) is 1 where example i is of class k, else 0.
  groundTruth = full(sparse(labels, 1:M, 1, numClasses, M));

  % ---------- YOUR CODE HERE --------------------------------------
  % 1. The scores, theta * data: numClasses x M.
  % 2. Subtract the maximum of each column. This does not change the
  %    probabilities (why?), and exp can no longer overflow.
  % 3. The probabilities P: exp of the scores, each column divided by its sum.
  %    Check that every column sums to one.
  % 4. The cost: the mean over the examples of -log P of the true class, plus
  %    lambda / 2 times the sum of the squares of theta. Look at the graphs of
  %    e^x and log x: a confident correct answer costs almost nothing, a
  %    confident wrong one costs a lot.
  % 5. The gradient, a matrix of theta's shape, in one product and without a
  %    loop: -(groundTruth - P) * data' / M, plus lambda * theta.
  % 6. Unroll it as theta was: grad = gradient(:).
  %
  % You can also write softmaxPredict first, let it return P as well, and call
  % it from here.
  error('pysoftmax:empty', 'step 2: compute the cost and its gradient in softmaxCost.m');
  % ----------------------------------------------------------------
end
