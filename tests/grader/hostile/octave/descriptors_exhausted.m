% Opens files until it may open no more, and leaves them open.
% expect: values error crash
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  for k = 1:300
    if fopen("/dev/null", "r") < 0
      break;
    endif
  endfor
endfunction
