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

  % theta comes unrolled; as a matrix it has a row for each class.
  theta = reshape(theta, numClasses, inputSize);
  M = size(data, 2);

  % groundTruth(k, i) is 1 where example i is of class k, else 0.
  groundTruth = full(sparse(labels, 1:M, 1, numClasses, M));

  % ---------- YOUR CODE HERE --------------------------------------
  % 1. The scores, theta * data: numClasses x M.
  % 2. Take each column's maximum away from it. That changes no probability
  %    (why?), and exp cannot overflow any more.
  % 3. The probabilities P: exp of the scores, each column divided by its sum.
  %    Every column then sums to one: check it.
  % 4. The cost: the mean over the examples of -log P of the true class, and to
  %    it lambda / 2 times the sum of all squares of theta. Look at the graphs
  %    of e^x and log x: a confident right answer costs nearly nothing, a
  %    confident wrong one very much.
  % 5. The gradient, a matrix like theta, in one product and without a loop:
  %    -(groundTruth - P) * data' / M, and to it lambda * theta.
  % 6. Unroll it as theta was: grad = gradient(:).
  %
  % Some write softmaxPredict first, let it return P too, and call it from here.
  error('pysoftmax:empty', 'step 2: compute the cost and its gradient in softmaxCost.m');
  % ----------------------------------------------------------------
end
