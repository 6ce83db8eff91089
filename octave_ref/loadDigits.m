function [images, labels] = loadDigits(folder, part)
% loadDigits  Half of a data set in the four IDX files of MNIST.
%
%   [images, labels] = loadDigits(folder, part)
%
%   folder  holds train-images-idx3-ubyte and so on; a dot may replace the
%           hyphen before idx, and a name may end in .gz
%   part    'train' or 't10k' (MNIST's name for the test examples)
%
%   images  inputSize x M from 0 to 1, one example per column
%   labels  M x 1 from 1 to 10, the digit 0 carrying label 10

  images = loadMNISTImages(existing(folder, part, 'images', 'idx3'));
  labels = loadMNISTLabels(existing(folder, part, 'labels', 'idx1'));
  if numel(labels) ~= columns(images)
    error('pysoftmax:file', '%s has %d %s images and %d labels; expected equally many (one data set)', ...
          folder, columns(images), part, numel(labels));
  end
  if any(labels > 9)
    error('pysoftmax:file', '%s: a %s label is %d; expected the digits 0 to 9', ...
          folder, part, max(labels));
  end
  labels(labels == 0) = 10;
end

function path = existing(folder, part, what, kind)
  names = {};
  for ending = {'', '.gz'}
    for dot = {'-', '.'}
      names{end+1} = [part '-' what dot{1} kind '-ubyte' ending{1}];
    end
  end
  paths = fullfile(folder, names);
  there = cellfun(@(p) exist(p, 'file') == 2, paths);
  if ~any(there)
    error('pysoftmax:file', '%s contains none of %s', folder, strjoin(names, ', '));
  end
  path = paths{find(there, 1)};
end
