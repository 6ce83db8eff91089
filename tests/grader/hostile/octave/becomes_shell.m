% Replaces its process by a program that loops.
% expect: crash timeout
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  exec("/bin/sh", {"-c", "while :; do :; done"});
endfunction
