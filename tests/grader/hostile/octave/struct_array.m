% Returns an array of structs.
% expect: invalid
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  grad = struct("a", {1, 2, 3});
endfunction
