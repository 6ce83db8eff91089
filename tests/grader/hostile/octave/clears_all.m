% Removes every function and variable.
% expect: values error crash
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  clear all; clear -all; clear functions;
endfunction
