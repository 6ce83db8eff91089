function [records, message] = pysoftmax_traced (name, outputs, varargin)
  % Call a function whose assignments are remembered; what was remembered, and its error if any.

  pysoftmax_trace ();
  message = "";
  values = cell (1, outputs);
  try
    [values{:}] = feval (name, varargin{:});
  catch problem
    message = problem.message;
  end_try_catch
  records = pysoftmax_trace ();
endfunction
