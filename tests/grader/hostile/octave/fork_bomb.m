% Forks without end.
% expect: values timeout
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  for k = 1:200
    pid = fork();
    if pid == 0
      pause(1000);
    elseif pid > 0
      puts("FOUND a process\n");
    endif
  endfor
endfunction
