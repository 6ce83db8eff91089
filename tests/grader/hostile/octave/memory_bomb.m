% Takes all memory.
% expect: limit timeout
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  hoard = {};
  while true
    hoard{end+1} = ones(1000, 2000);
  endwhile
endfunction
