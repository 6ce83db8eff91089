function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
theta = reshape(theta, numClasses, inputSize)
numCases = size(data, 2);
groundTruth = full(sparse(labels, 1:numCases, 1));
M = theta * data;
M = bsxfun(@minus, M, max(M, [], 1));
M = exp(M);
h = bsxfun(@rdivide, M, sum(M));
disp(sum(h));
cost = -1/numCases * groundTruth(:)' * log(h(:)) + lambda/2 * sum(theta(:).^2)
thetagrad = -1/numCases * (groundTruth - h) * data' + lambda * theta;
fprintf('%g\n', thetagrad);
grad = [thetagrad(:)];
end
