function labels = loadMNISTLabels(filename)
  fp = fopen(filename, 'rb');
  assert(fp ~= -1, ['Could not open ', filename]);
  magic = fread(fp, 1, 'int32', 0, 'ieee-be');
  assert(magic == 2049, ['Bad magic number in ', filename]);
  count = fread(fp, 1, 'int32', 0, 'ieee-be');
  labels = fread(fp, count, 'unsigned char');
  assert(size(labels, 1) == count, 'Mismatch in label count');
  fclose(fp);
end
