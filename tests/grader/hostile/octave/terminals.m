% Opens terminals and kernel devices, and makes some of its own.
% expect: values
% only the sandbox stops it
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  for name = {"tty", "console", "ptmx", "pts/ptmx", "pts/0", "mem", "kmsg", "port", "fuse", "kvm", "net/tun", "shm/x", "mqueue/x"}
    if fopen(["/dev/" name{1}], "r+") >= 0 || fopen(["/dev/" name{1}], "w") >= 0
      printf("FOUND %s\n", name{1});
    endif
  endfor
endfunction
