function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  model.optTheta = reshape(theta, numClasses, inputSize);
  model.inputSize = inputSize;
  model.numClasses = numClasses;
  [~, P] = softmaxPredict(model, data);
  m = numel(labels);
  own = sub2ind(size(P), labels(:)', 1:m);
  cost = -sum(log(P(own))) / m + lambda / 2 * (theta' * theta);
  P(own) -= 1;
  grad = (P * data' / m)(:) + lambda * theta;
end
