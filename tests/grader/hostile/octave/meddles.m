% Changes the variables of what called it.
% expect: values invalid error crash timeout
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  evalin("caller", "outputs = {7, 7}; folder = \"/\"; k = 99; call = struct();");
  assignin("base", "expected", 7);
endfunction
