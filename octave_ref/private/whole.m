function number = whole(name, value)
% whole  A positive whole number of any class, as a double.
  if ~isnumeric(value) || ~isscalar(value) || ~isreal(value) || ~isfinite(value) ...
      || value < 1 || value ~= fix(value)
    error(['pysoftmax:' name], '%s is %s; expected a positive whole number', name, shown(value));
  end
  number = double(value);
end
