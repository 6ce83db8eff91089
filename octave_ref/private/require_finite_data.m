function require_finite_data(data, scores, name)
% require_finite_data  No NaN or Inf in the data, told by scores = theta * data.
%
%   name is what the message calls them, 'data' unless given.
%
%   Every entry of the data goes into the scores, and once NaN or Inf is in a
%   sum it stays; so finite scores vouch for the data, without a pass over
%   them at each of an optimiser's evaluations. Scores that are not finite may
%   also be theta's doing, which is allowed.
  if all(isfinite(scores(:)))
    return
  end
  k = find(~isfinite(data), 1);
  if ~isempty(k)
    [row, column] = ind2sub(size(data), k);
    if nargin < 3
      name = 'data';
    end
    error(['pysoftmax:' name], '%s(%d, %d) is %g; allowed: finite numbers', ...
          name, row, column, full(data(k)));
  end
end
