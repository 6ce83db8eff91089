function [value, at] = pysoftmax_decode (numbers, at)
  % The value that starts at NUMBERS(AT), and where the next one starts.
  %
  % A value is its code, rows and columns, then its entries column by column; the codes from 21 on
  % hold values in turn. The doubles of 64-bit integers hold their bits.

  persistent classes = {"single", "int8", "int16", "int32", "int64", ...
                        "uint8", "uint16", "uint32", "uint64", "logical"};
  code = numbers(at);
  rows = numbers(at + 1);
  columns = numbers(at + 2);
  at += 3;
  if (code <= 10)
    next = at + rows * columns;
    value = reshape (numbers(at:next-1), rows, columns);
    at = next;
    if (any (code == [5, 9]))
      value = reshape (typecast (value(:), classes{code}), rows, columns);
    elseif (code > 0)
      value = feval (classes{code}, value);
    endif
  elseif (code == 20)
    next = at + rows * columns;
    value = reshape (char (numbers(at:next-1)), rows, columns);
    at = next;
  elseif (code == 21)
    value = struct ();
    for k = 1:rows
      first = at + 3;                     % a field's name is text, its length the third number
      at = first + numbers(at + 2);
      name = char (numbers(first:at-1)).';
      [value.(name), at] = pysoftmax_decode (numbers, at);
    endfor
  elseif (code == 22)
    value = cell (rows, columns);
    for k = 1:rows*columns
      [value{k}, at] = pysoftmax_decode (numbers, at);
    endfor
  elseif (code == 23)
    [name, at] = pysoftmax_decode (numbers, at);
    [bound, at] = pysoftmax_decode (numbers, at);
    value = @(varargin) feval (name, bound{:}, varargin{:});
  elseif (code == 27)
    [row, at] = pysoftmax_decode (numbers, at);
    [column, at] = pysoftmax_decode (numbers, at);
    [entries, at] = pysoftmax_decode (numbers, at);
    value = sparse (row, column, entries, rows, columns);
  elseif (code == 28)
    [keys, at] = pysoftmax_decode (numbers, at);
    [entries, at] = pysoftmax_decode (numbers, at);
    value = containers.Map ("KeyType", {"char", "double"}{rows + 1}, "ValueType", "any");
    for k = 1:numel (keys)
      value(keys{k}) = entries{k};
    endfor
  elseif (code == 29)
    [text, at] = pysoftmax_decode (numbers, at);
    value = evaluated (text);
  elseif (code == 30)
    [names, at] = pysoftmax_decode (numbers, at);
    [entries, at] = pysoftmax_decode (numbers, at);
    value = cell2struct (reshape (entries, [numel(names), rows, columns]), names, 1);
    value = reshape (value, rows, columns);
  elseif (code == 31)
    sizes = numbers(at:at+rows-1).';
    [value, at] = pysoftmax_decode (numbers, at + rows);
    value = reshape (value, sizes);
  else
    [real_part, at] = pysoftmax_decode (numbers, at);
    [imaginary_part, at] = pysoftmax_decode (numbers, at);
    value = complex (real_part, imaginary_part);
  endif
endfunction

function value = evaluated (pysoftmax__text)
  % A handle made here remembers no variable of the decoder's.
  value = eval ([pysoftmax__text, ";"]);
endfunction
