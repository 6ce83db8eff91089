function number = decay(value)
% decay  The weight decay lambda: a finite number, 0 or more, as a double.
  if ~isnumeric(value) || ~isscalar(value) || ~isreal(value) || ~isfinite(value) || value < 0
    error('pysoftmax:lambda', ...
          'lambda is %s; expected a finite number of 0 or more (the exercise''s is 1e-4)', ...
          shown(value));
  end
  number = double(value);
end
