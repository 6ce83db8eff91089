function numbers = pysoftmax_encode (values)
  % The numbers of each value in the cell VALUES, one value after the other: pysoftmax_decode's
  % inverse. What has no numbers is written as the name of its class.

  numbers = zeros (0, 1);
  for k = 1:numel (values)
    value = values{k};
    if (any (strcmp (typeinfo (value), {"matrix", "scalar"})) && ndims (value) == 2)
      [rows, columns] = size (value);   % real doubles, by far the most frequent
      numbers = [numbers; 0; rows; columns; value(:)];
    else
      numbers = [numbers; encode_one(value)];
    endif
  endfor
endfunction

function numbers = encode_one (value)
  persistent classes = {"double", "single", "int8", "int16", "int32", "int64", ...
                        "uint8", "uint16", "uint32", "uint64", "logical"};
  arrays = isnumeric (value) || islogical (value) || iscell (value) || isstruct (value);
  if (arrays && ndims (value) > 2)
    numbers = [31; ndims(value); 0; size(value)(:); pysoftmax_encode({value(:)})];
  elseif (issparse (value))
    [row, column, entries] = find (value);
    numbers = [27; size(value)(:); pysoftmax_encode({row(:), column(:), entries(:)})];
  elseif (iscomplex (value))
    numbers = [32; 0; 0; pysoftmax_encode({real(value), imag(value)})];
  elseif (isnumeric (value) || islogical (value))
    value = full (value);
    code = find (strcmp (class (value), classes)) - 1;
    sizes = size (value)(:);
    if (any (code == [5, 9]))   % 64-bit integers: their bits
      value = typecast (value(:), "double");
    endif
    numbers = [code; sizes; double(value(:))];
  elseif (ischar (value) && ndims (value) == 2)
    numbers = [20; size(value)(:); double(value(:))];
  elseif (isstruct (value) && numel (value) == 1)
    names = fieldnames (value);
    numbers = [21; numel(names); 0; pysoftmax_encode([names, struct2cell(value)].')];
  elseif (isstruct (value))
    entries = struct2cell (value);
    numbers = [30; size(value)(:); pysoftmax_encode({fieldnames(value), entries(:)})];
  elseif (iscell (value))
    numbers = [22; size(value)(:); pysoftmax_encode(value)];
  elseif (isa (value, "containers.Map"))
    numbers = [28; 0; 0; pysoftmax_encode({keys(value), values(value)})];
  else
    numbers = unreadable (class (value));
  endif
endfunction

function numbers = unreadable (description)
  numbers = [25; 1; numel(description); double(description(:))];
endfunction
