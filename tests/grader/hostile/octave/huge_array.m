% Makes an array larger than memory.
% expect: limit
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  grad = ones(1e6, 1e6);
endfunction
