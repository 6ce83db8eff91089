function array = real_numbers(name, value)
% real_numbers  An array of real numbers of any class, as doubles.
  if ~(isnumeric(value) || islogical(value)) || ~isreal(value)
    error(['pysoftmax:' name], '%s is %s; expected real numbers', name, shown(value));
  end
  array = double(value);
end
