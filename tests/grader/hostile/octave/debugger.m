% Stops in the debugger, and asks a person at the keyboard who is not there.
% expect: values error crash timeout
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  debug_on_error(true);
  debug_on_warning(true);
  try
    if ischar(input("what next? ", "s"))
      puts("FOUND somebody\n");
    endif
  end_try_catch
  try
    keyboard("> ");
  end_try_catch
  warning("stop here");
endfunction
