function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  theta = reshape(theta, numClasses, inputSize);
  m = size(data, 2);
  persistent truth;
  if isempty(truth)
    truth = full(sparse(labels, 1:m, 1));
  end
  scores = theta * data;
  scores = bsxfun(@minus, scores, max(scores, [], 1));
  p = exp(scores);
  p = bsxfun(@rdivide, p, sum(p));
  cost = -sum(sum(truth .* log(p))) / m + lambda / 2 * sum(theta(:) .^ 2);
  g = -(truth - p) * data' / m + lambda * theta;
  grad = g(:);
end
