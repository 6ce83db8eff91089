% s = inner_product (a, b)
%
% a' * b, added up from the first term to the last if there are at most 256. The order in which a
% BLAS adds differs from one to the next, in the last bit, and on a hard problem last bits grow
% until two runs differ. In this order a run of up to 256 variables is the same on every machine and
% in Python.

function s = inner_product (a, b)
  if (numel (a) <= 256)
    s = sum (a .* b);
  else
    s = a' * b;
  end
end
