% Raises an error of megabytes, with terminal codes.
% expect: error limit
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  error("bad:id", [char(27) repmat("spam\"\\", 1, 1e6)]);
endfunction
