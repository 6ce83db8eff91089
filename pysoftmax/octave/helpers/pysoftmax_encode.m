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
  if (isnumeric (value) || islogical (value))
    value = full (value);
    [rows, columns] = size (value);
    if (ndims (value) > 2)
      numbers = unreadable (sprintf ("%s with %d dimensions", class (value), ndims (value)));
    elseif (iscomplex (value))
      numbers = [24; rows; columns; real(double (value(:))).'(:); imag(double (value(:)))];
    else
      code = find (strcmp (class (value), classes)) - 1;
      if (any (code == [5, 9]))   % 64-bit integers: their bits
        value = typecast (value(:), "double");
      endif
      numbers = [code; rows; columns; double(value(:))];
    endif
  elseif (ischar (value) && rows (value) <= 1)
    numbers = [20; size(value, 1); size(value, 2); double(value(:))];
  elseif (isstruct (value) && numel (value) == 1)
    names = fieldnames (value);
    numbers = [21; numel(names); 0; pysoftmax_encode([names, struct2cell(value)].')];
  elseif (iscell (value))
    numbers = [22; size(value, 1); size(value, 2); pysoftmax_encode(value)];
  else
    numbers = unreadable (class (value));
  endif
endfunction

function numbers = unreadable (description)
  numbers = [25; 1; numel(description); double(description(:))];
endfunction
