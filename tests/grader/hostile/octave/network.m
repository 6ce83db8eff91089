% Connects to the machine's own network.
% expect: error values
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  [text, ok] = urlread("http://127.0.0.1:LISTENING_PORT/");
  if ok
    puts("FOUND the network\n");
  endif
endfunction
