function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
% softmaxCost  Cost and gradient of softmax regression with weight decay.
%
%   [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
%
%   theta       numClasses * inputSize parameters, unrolled column by column
%   numClasses  number of classes
%   inputSize   length of an example
%   lambda      weight decay, 0 or more
%   data        inputSize x M, one example per column
%   labels      M whole numbers from 1 to numClasses, a row or a column
%
%   With P(k, i) the probability of class k for example i, the softmax of
%   column i of theta * data, and groundTruth(k, i) = (labels(i) == k):
%
%     cost = -mean(log P(labels(i), i)) + lambda / 2 * sum(theta .^ 2)
%     grad = -(groundTruth - P) * data' / M + lambda * theta,  unrolled as theta
%
%   The cost is finite wherever theta * data and sum(theta(:) .^ 2) are.
%   Parameters that are not finite give a cost that is not; every other wrong
%   argument is an error whose identifier names it: pysoftmax:theta,
%   pysoftmax:labels, ...
%
%   Source: UFLDL, "Softmax Regression", cost function and weight decay.

  numClasses = whole('numClasses', numClasses);
  inputSize = whole('inputSize', inputSize);
  lambda = decay(lambda);
  theta = theta_matrix('theta', theta, numClasses, inputSize);
  data = data_matrix('data', data, inputSize);
  M = size(data, 2);
  labels = label_row(labels, numClasses, M);

  scores = theta * data;
  require_finite_data(data, scores);
  scores = scores - max(scores, [], 1);    % exp no longer overflows; P is the same
  exponentials = exp(scores);
  total = sum(exponentials, 1);
  truth = labels + numClasses * (0:M-1);   % where groundTruth is 1, counted down the columns

  % log(P) by way of the scores, as P itself may be too small for a double.
  cost = sum(log(total) - scores(truth)) / M + lambda / 2 * sum(theta(:) .^ 2);
  if nargout > 1
    difference = exponentials ./ total;
    difference(truth) = difference(truth) - 1;               % P - groundTruth
    % difference * data', transposed: the long side first suits a plain BLAS twice as well.
    grad = (data * difference')' / M + lambda * theta;
    grad = grad(:);
  end
end
