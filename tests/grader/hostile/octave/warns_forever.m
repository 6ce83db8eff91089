% Warns without end.
% expect: limit timeout
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  while true
    warning(repmat("spam", 1, 4096));
  endwhile
endfunction
