function labels = label_row(value, numClasses, M)
% label_row  M labels from 1 to numClasses, checked, as a row.
  labels = real_numbers('labels', value);
  if ~isvector(labels) || numel(labels) ~= M
    error('pysoftmax:labels', ...
          'labels has size %s; expected %d numbers, one for each column of data', ...
          mat2str(size(labels)), M);
  end
  labels = full(labels(:))';
  k = find(~(labels >= 1 & labels <= numClasses & labels == fix(labels)), 1);
  if ~isempty(k)
    hint = '';
    if labels(k) == 0
      hint = ' (MNIST''s digit 0 carries label 10)';
    end
    error('pysoftmax:labels', ...
          'labels(%d) is %g; expected a whole number from 1 to numClasses = %d%s', ...
          k, labels(k), numClasses, hint);
  end
end
