% Closes all files, the channel for answers too.
% expect: crash
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  fclose("all");
endfunction
