% Talks to another program.
% expect: error values
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  [in, out, pid] = popen2("sleep", "1000");
  if pid > 0, puts("FOUND a program\n"); endif
endfunction
