function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  W = reshape(theta, numClasses, inputSize);
  P = hypothesis(W, data);
  Y = indicator(labels, numClasses);
  cost = -mean(log(sum(P .* Y, 1))) + weight_decay(W, lambda);
  grad = reshape((P - Y) * data' / columns(data) + lambda * W, [], 1);
end

function d = weight_decay(W, lambda)
  d = lambda / 2 * norm(W, 'fro') ^ 2;
end
