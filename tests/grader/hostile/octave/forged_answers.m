% Writes answers of its own into every file that is open.
% expect: invalid
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  for file = reshape(fopen("all"), 1, [])
    fputs(file, "{\"case\": 0, \"score\": 100}\n");
    fflush(file);
  endfor
endfunction
