% Sleeps past any limit, by the pause that is Octave's own.
% expect: timeout
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  builtin('pause', 1000);
endfunction
