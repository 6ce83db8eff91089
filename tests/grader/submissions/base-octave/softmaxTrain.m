function model = softmaxTrain(inputSize, numClasses, lambda, inputData, labels, options)
  if ~exist('options', 'var')
    options = struct;
  end
  if ~isfield(options, 'maxIter')
    options.maxIter = 400;
  end
  start = 0.005 * randn(numClasses * inputSize, 1);
  addpath minFunc/
  options.Method = 'lbfgs';
  minFuncOptions.display = 'on';
  [best, cost] = minFunc(@(t) softmaxCost(t, numClasses, inputSize, lambda, inputData, labels), ...
                         start, options);
  model.optTheta = reshape(best, numClasses, inputSize);
  model.inputSize = inputSize;
  model.numClasses = numClasses;
end
