function require_finite_data(data, scores, name)
% require_finite_data  Raise an error if the data have NaN or Inf, using scores = theta * data.
%
%   name is what the message calls them, 'data' unless given.
%
%   Every entry of the data is in the scores, and NaN or Inf in a sum stays
%   there. So finite scores show that the data are finite, without a pass over
%   them at each evaluation. Scores that are not finite may also come from
%   theta, which is allowed.
  if all(isfinite(scores(:)))
    return
  end
  k = find(~isfinite(data), 1);
  if ~isempty(k)
    [row, column] = ind2sub(size(data), k);
    if nargin < 3
      name = 'data';
    end
    error(['pysoftmax:' name], '%s(%d, %d) is %g; expected finite numbers', ...
          name, row, column, full(data(k)));
  end
end
