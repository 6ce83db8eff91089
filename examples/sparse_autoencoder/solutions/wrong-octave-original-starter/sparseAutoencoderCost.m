function [cost,grad] = sparseAutoencoderCost(theta, visibleSize, hiddenSize, lambda, sparsityParam, beta, data)
% nothing yet
cost = 0;
grad = zeros(size(theta));
end
