% Answers a case that was not asked next.
% expect: invalid
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  for file = reshape(fopen("all"), 1, [])
    fputs(file, "{\"case\": 1, \"outputs\": []}\n");
    fflush(file);
  endfor
endfunction
