% Leaves a function that hangs when Octave ends.
% expect: values
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  atexit("pause");
endfunction
