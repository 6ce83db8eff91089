function s = sumsqr(x)
% sumsqr  The sum of the squares of all entries, as MATLAB's toolbox has it.
  s = sum(x(:) .^ 2);
end
