% Raises Octave's own limit and recurses.
% expect: error crash limit timeout
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  max_recursion_depth(1e9);
  [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels);
endfunction
