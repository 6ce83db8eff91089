% Becomes a program in a session of its own that never ends.
% expect: timeout
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  exec("/usr/bin/setsid", {"sleep", "1000"});
endfunction
