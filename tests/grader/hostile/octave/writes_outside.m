% Writes wherever it can.
% expect: values
% only the sandbox stops it
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  for folder = {"/", "/tmp", "/var/tmp", "/dev/shm", "/root", "/library", "/library/octave", "/usr", "/etc"}
    file = fopen([folder{1} "/pysoftmax-hostile-was-here"], "w");
    if file >= 0
      printf("FOUND wrote to %s\n", folder{1});
      fclose(file);
    endif
  endfor
endfunction
