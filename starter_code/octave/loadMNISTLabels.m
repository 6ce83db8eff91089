function labels = loadMNISTLabels(filename)
% loadMNISTLabels  The labels of an IDX file, plain or compressed by gzip.
%
%   labels = loadMNISTLabels(filename)
%
%   labels is M x 1, the digits 0 to 9 as the file has them. Softmax regression
%   counts classes from 1, so the exercise goes on with labels(labels == 0) = 10.
%
%   Source: UFLDL, "Exercise: Softmax Regression", step 1.

  labels = double(readIDX(filename, 2049));
end
