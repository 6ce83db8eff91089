% Kills all that it may.
% expect: error
% only the sandbox stops it
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  kill(-1, 9);
endfunction
