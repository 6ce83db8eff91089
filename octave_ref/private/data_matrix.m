function data = data_matrix(name, value, inputSize)
% data_matrix  The examples as doubles, inputSize x M with M of at least 1.
  data = real_numbers(name, value);
  if ndims(data) ~= 2 || size(data, 1) ~= inputSize || isempty(data)
    hint = '';
    if ndims(data) == 2 && size(data, 2) == inputSize && size(data, 1) ~= inputSize
      hint = '; is it transposed?';
    end
    error(['pysoftmax:' name], ...
          '%s has size %s; expected inputSize = %d rows, and one column for each example%s', ...
          name, mat2str(size(data)), inputSize, hint);
  end
end
