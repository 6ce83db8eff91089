function data = data_matrix(value, inputSize)
% data_matrix  The examples as doubles, inputSize x M with M of at least 1.
  data = real_numbers('data', value);
  if ndims(data) ~= 2 || size(data, 1) ~= inputSize || isempty(data)
    hint = '';
    if ndims(data) == 2 && size(data, 2) == inputSize && size(data, 1) ~= inputSize
      hint = '; is it transposed?';
    end
    error('pysoftmax:data', ...
          'data has size %s; allowed: inputSize = %d rows, and one column for each example%s', ...
          mat2str(size(data)), inputSize, hint);
  end
end
