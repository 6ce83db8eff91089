% Returns cells.
% expect: invalid
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  grad = {1, 2};
endfunction
