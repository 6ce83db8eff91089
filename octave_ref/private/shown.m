function text = shown(value)
% shown  A value in a few words, for an error's message.
  if (isnumeric(value) || islogical(value)) && isscalar(value)
    text = mat2str(full(value), 6);
  else
    text = sprintf('a %s%s of size %s', repmat('complex ', 1, iscomplex(value)), class(value), ...
                   mat2str(size(value)));
  end
end
