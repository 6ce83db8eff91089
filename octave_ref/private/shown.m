function text = shown(value)
% shown  A value in a few words, for an error's message.
  if (isnumeric(value) || islogical(value)) && isscalar(value)
    text = mat2str(full(value), 6);
  else
    text = sprintf('a %s of size %s', class(value), mat2str(size(value)));
  end
end
