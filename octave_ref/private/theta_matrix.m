function theta = theta_matrix(name, value, numClasses, inputSize)
% theta_matrix  The parameters as a numClasses x inputSize matrix.
%
%   NaN and Inf pass: an optimiser may stray there, and the cost then says so.
  theta = real_numbers(name, value);
  wanted = numClasses * inputSize;
  if numel(theta) ~= wanted || ~(isvector(theta) || isequal(size(theta), [numClasses, inputSize]))
    error(['pysoftmax:' name], ...
          ['%s has size %s; allowed: %d = numClasses (%d) * inputSize (%d) numbers,' ...
           ' unrolled column by column'], ...
          name, mat2str(size(theta)), wanted, numClasses, inputSize);
  end
  theta = reshape(full(theta), numClasses, inputSize);
end
