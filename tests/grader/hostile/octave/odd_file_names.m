% Leaves files whose names break programs that list or remove them.
% expect: values
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  names = {"-rf", "--", "a\nb", " ", "a\tb", "\033[2Jx", "*", "$(id)", "'", "\\"};
  for k = 1:numel(names)
    mkdir([names{k} "d"]);
    file = fopen(fullfile([names{k} "d"], names{k}), "w");
    fputs(file, "x");
    fclose(file);
  endfor
  cost = 0;
  grad = zeros(size(theta));
endfunction
