function [softmaxModel] = softmaxTrain(inputSize, numClasses, lambda, inputData, labels, options)
  % As the course lays it out: minFunc on a relative path, the options handed on as they came.
  if ~exist('options', 'var')
    options = struct;
  end
  if ~isfield(options, 'maxIter')
    options.maxIter = 400;
  end
  theta = 0.005 * randn(numClasses * inputSize, 1);
  addpath minFunc/
  options.Method = 'lbfgs';
  options.display = 'on';
  [best, ~] = minFunc(@(p) softmaxCost(p, numClasses, inputSize, lambda, inputData, labels), ...
                      theta, options);
  softmaxModel.optTheta = reshape(best, numClasses, inputSize);
  softmaxModel.inputSize = inputSize;
  softmaxModel.numClasses = numClasses;
end
