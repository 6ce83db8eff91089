% Leaves another program running.
% expect: error
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  [status, text] = system("sleep 1000 &");
  if status == 0, puts("FOUND a program\n"); endif
  error("no program");
endfunction
