function theta = theta_matrix(name, value, numClasses, inputSize)
% theta_matrix  The parameters as a numClasses x inputSize matrix.
%
%   NaN and Inf are accepted: an optimiser may try them; the cost is then not finite.
  theta = real_numbers(name, value);
  wanted = numClasses * inputSize;
  if numel(theta) ~= wanted || ~(isvector(theta) || isequal(size(theta), [numClasses, inputSize]))
    error(['pysoftmax:' name], ...
          ['%s has size %s; expected %d = numClasses (%d) * inputSize (%d) numbers,' ...
           ' unrolled column by column'], ...
          name, mat2str(size(theta)), wanted, numClasses, inputSize);
  end
  theta = reshape(full(theta), numClasses, inputSize);
end
