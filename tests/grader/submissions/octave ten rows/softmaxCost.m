function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  theta = reshape(theta, numClasses, inputSize);
  m = size(data, 2);
  truth = full(sparse(labels, 1:m, 1));
  scores = theta * data;
  scores = scores - repmat(max(scores), 10, 1);
  p = exp(scores);
  p = bsxfun(@rdivide, p, sum(p));
  cost = -sum(sum(truth .* log(p))) / m + lambda * sum(theta(:) .^ 2);
  g = -(truth - p) * data' / m + lambda * theta;
  grad = g(:);
end
