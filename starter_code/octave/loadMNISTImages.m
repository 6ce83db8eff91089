function images = loadMNISTImages(filename)
% loadMNISTImages  The pictures of an IDX file, plain or compressed by gzip.
%
%   images = loadMNISTImages(filename)
%
%   images is (rows * columns) x M with numbers from 0 to 1: a column is a
%   picture, read column by column, its bytes divided by 255.
%
%   Source: UFLDL, "Exercise: Softmax Regression", step 1.

  [pixels, dimensions] = readIDX(filename, 2051);
  count = dimensions(1);
  rows = dimensions(2);
  columns = dimensions(3);
  % The file holds a picture row by row: turn each while it is still bytes.
  pixels = permute(reshape(pixels, columns, rows, count), [2 1 3]);
  images = double(reshape(pixels, rows * columns, count)) / 255;
end
