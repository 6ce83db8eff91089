% Kills its process group.
% expect: error
% only the sandbox stops it
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  kill(0, 9);
endfunction
