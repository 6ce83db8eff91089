% Returns objects of a class in place of numbers.
% expect: invalid error
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = containers.Map();
  grad = containers.Map('a', theta);
endfunction
