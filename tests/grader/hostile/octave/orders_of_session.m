% Becomes a program that reads what the session is told on its standard input.
% expect: crash timeout
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  if ischar(fgetl(stdin)) || ! isempty(fread(0, 1))
    puts("FOUND an order\n");
  endif
  exec("/bin/sh", {"-c", "read line && echo FOUND an order; read line <&3 && echo FOUND more"});
endfunction
