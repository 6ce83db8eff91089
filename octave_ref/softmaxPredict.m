function [pred, confidences] = softmaxPredict(softmaxModel, data)
% softmaxPredict  The most probable class of each example.
%
%   [pred, confidences] = softmaxPredict(softmaxModel, data)
%
%   softmaxModel  what softmaxTrain returns: a struct with optTheta, inputSize
%                 and numClasses; optTheta is enough if it is a matrix
%   data          inputSize x M, one example per column
%
%   pred          1 x M: the class with the greatest optTheta * data, from 1; if
%                 several have it, the first of them
%   confidences   numClasses x M: the probability of each class; every column
%                 sums to one
%
%   Source: UFLDL, "Exercise: Softmax Regression", step 5.

  theta = model_matrix(softmaxModel);
  data = data_matrix('data', data, size(theta, 2));
  scores = theta * data;
  require_finite_data(data, scores);
  [largest, pred] = max(scores, [], 1);
  if nargout > 1
    exponentials = exp(scores - largest);
    confidences = exponentials ./ sum(exponentials, 1);
  end
end

function theta = model_matrix(model)
  if ~isstruct(model) || ~isscalar(model) || ~isfield(model, 'optTheta')
    error('pysoftmax:softmaxModel', ...
          ['softmaxModel is %s; expected a struct with optTheta, inputSize and numClasses,' ...
           ' as softmaxTrain returns it'], shown(model));
  end
  numClasses = size(model.optTheta, 1);
  inputSize = size(model.optTheta, 2);
  if isfield(model, 'numClasses')
    numClasses = whole('numClasses', model.numClasses);
  end
  if isfield(model, 'inputSize')
    inputSize = whole('inputSize', model.inputSize);
  end
  theta = theta_matrix('optTheta', model.optTheta, numClasses, inputSize);
end
