function varargout = pysoftmax_script (pysoftmax__file, pysoftmax__names, pysoftmax__outputs, varargin)
  % Run a script in a workspace that holds the variables NAMES, and return the variables OUTPUTS.

  for pysoftmax__k = 1:numel (pysoftmax__names)
    eval ([pysoftmax__names{pysoftmax__k}, " = varargin{pysoftmax__k};"]);
  endfor
  source (pysoftmax__file);
  for pysoftmax__k = 1:numel (pysoftmax__outputs)
    varargout{pysoftmax__k} = eval (pysoftmax__outputs{pysoftmax__k});
  endfor
endfunction
