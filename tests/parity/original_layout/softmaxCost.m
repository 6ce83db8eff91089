function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  % A solution in the manner of the course's files: the ground truth without its height, no
  % checks, log of p.
  W = reshape(theta, numClasses, inputSize);
  n = size(data, 2);
  truth = full(sparse(labels, 1:n, 1));
  scores = bsxfun(@minus, W * data, max(W * data, [], 1));
  p = exp(scores);
  p = bsxfun(@rdivide, p, sum(p));
  logs = log(p);
  cost = -sum(logs(truth == 1)) / n + lambda / 2 * sum(W(:) .^ 2);
  grad = -(truth - p) * data' / n + lambda * W;
  grad = grad(:);
end
