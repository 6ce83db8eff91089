% Recurses without end.
% expect: error
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels);
endfunction
