% Leaves folders where the session has its files.
% expect: values
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  mkdir("../submission-1.folder");
  mkdir("../submission-2");
endfunction
