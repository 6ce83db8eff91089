% Many solutions load a package that they make no use of: one that is not here is passed over. What
% they do use of it is then undefined, and said to be.
function varargout = pkg(varargin)
  here = fileparts(mfilename("fullpath"));
  rmpath(here);  % so that the name means Octave's own
  varargout = cell(1, nargout);
  try
    [varargout{:}] = pkg(varargin{:});
  end_try_catch
  addpath(here);
endfunction
