function [bytes, dimensions] = readIDX(filename, magic)
% readIDX  The bytes of an IDX file, plain or compressed by gzip.
%
%   [bytes, dimensions] = readIDX(filename, magic)
%
%   magic       what the file must begin with: 2051 for images, 2049 for labels
%   bytes       a uint8 column, in the file's order
%   dimensions  the header's numbers: the count; for images the rows and columns
%
%   A file of another kind, cut off, or going on after its end is an error
%   (pysoftmax:file).

  [file, message] = fopen(filename, 'rbz');    % z: decompress, if it is compressed at all
  if file < 0
    refuse(filename, sprintf('cannot be opened (%s)', message), 'is this the right path?');
  end
  closing = onCleanup(@() fclose(file));

  found = fread(file, 1, 'uint32', 0, 'ieee-be');
  if ~isequal(found, magic)
    refuse(filename, sprintf('begins with the magic number %s', mat2str(found)), ...
           sprintf('expected %d (images have 2051, labels 2049); is it the right file?', magic));
  end
  wanted = mod(magic, 256);                    % the magic number's last byte
  dimensions = fread(file, [1, wanted], 'uint32', 0, 'ieee-be');
  if numel(dimensions) < wanted || any(dimensions == 0)
    refuse(filename, sprintf('has a header of %s', mat2str(dimensions)), ...
           sprintf('expected %d numbers of at least 1', wanted));
  end
  bytes = at_most(file, prod(dimensions) + 1);
  announced = sprintf('%s = %d bytes', strjoin(arrayfun(@(n) sprintf('%d', n), dimensions, ...
                      'UniformOutput', false), ' x '), prod(dimensions));
  if numel(bytes) < prod(dimensions)
    refuse(filename, ['is cut off: its header announces ' announced], 'download or copy it again');
  elseif numel(bytes) > prod(dimensions)
    refuse(filename, ['goes on after the ' announced ' that its header announces'], ...
           'download or copy it again');
  end
end

function bytes = at_most(file, limit)
  % By pieces, since one fread(file, limit) would reserve what a damaged header claims.
  pieces = {};
  total = 0;
  while total < limit
    piece = fread(file, min(limit - total, 2^24), 'uint8=>uint8');
    if isempty(piece)
      break
    end
    pieces{end+1} = piece;
    total = total + numel(piece);
  end
  bytes = vertcat(uint8(zeros(0, 1)), pieces{:});
end

function refuse(filename, what_came, what_to_do)
  error('pysoftmax:file', '%s %s; %s', filename, what_came, what_to_do);
end
