% Loops again wherever it is interrupted.
% expect: timeout
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  unwind_protect
    while true
    endwhile
  unwind_protect_cleanup
    while true
    endwhile
  end_unwind_protect
endfunction
