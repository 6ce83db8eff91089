% Prints without end.
% expect: limit
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  while true
    puts(repmat("spam", 1, 16384));
  endwhile
endfunction
