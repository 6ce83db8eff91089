% Returns what is no number.
% expect: values
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  cost = NaN;
  grad(:) = Inf;
endfunction
