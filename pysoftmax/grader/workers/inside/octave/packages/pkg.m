% Many solutions load a package without using it, so a package that is not installed is ignored. A
% function of it that they use is then reported as undefined.
function varargout = pkg(varargin)
  here = fileparts(mfilename("fullpath"));
  rmpath(here);  % so that the name refers to Octave's own
  varargout = cell(1, nargout);
  try
    [varargout{:}] = pkg(varargin{:});
  end_try_catch
  addpath(here);
endfunction
