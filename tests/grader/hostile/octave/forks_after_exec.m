% Becomes a shell, a limit of which might be gone, that starts others.
% expect: crash
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  exec("/bin/sh", {"-c", "ulimit -u unlimited && echo FOUND limit; ulimit -u 100 && echo FOUND limit; (echo FOUND fork) & wait"});
endfunction
