function [text, varargout] = pysoftmax_printed (name, varargin)
  % What a function prints, and then its outputs.

  varargout = cell (1, max (nargout - 1, 0));
  text = evalc ("[varargout{:}] = feval (name, varargin{:});");
endfunction
