% Returns text.
% expect: invalid
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  cost = "0.5";
endfunction
