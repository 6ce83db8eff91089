function softmaxModel = softmaxTrain(inputSize, numClasses, lambda, inputData, labels, options)
% softmaxTrain  Train softmax regression by minFunc's L-BFGS.
%
%   softmaxModel = softmaxTrain(inputSize, numClasses, lambda, inputData, labels, options)
%
%   inputSize, numClasses, lambda   as for softmaxCost
%   inputData   inputSize x M, one example per column
%   labels      M whole numbers from 1 to numClasses
%   options     a struct of minFunc's options; maxIter is 400 unless given here.
%               May be left out.
%
%   softmaxModel is a struct of optTheta (numClasses x inputSize), inputSize
%   and numClasses. The start is random: 0.005 * randn, so randn('twister', s)
%   beforehand makes the run repeatable.
%
%   Source: UFLDL, "Exercise: Softmax Regression", step 4.

  if nargin < 6 || isempty(options)
    options = struct();
  end
  if ~isstruct(options) || ~isscalar(options)
    error('pysoftmax:options', 'options is %s; expected a struct of minFunc''s options', ...
          shown(options));
  end
  inputSize = whole('inputSize', inputSize);
  numClasses = whole('numClasses', numClasses);
  % Convert integer classes once here, not again at every evaluation.
  inputData = data_matrix('inputData', inputData, inputSize);
  require_finite_data(inputData, sum(inputData), 'inputData');

  options = with_default(options, 'maxIter', 400);
  options = with_default(options, 'Method', 'lbfgs');
  options = with_default(options, 'useMex', false);    % Octave cannot use the mex files
  place = fullfile(fileparts(mfilename('fullpath')), 'minFunc');
  if ~strcmp(which('minFunc'), fullfile(place, 'minFunc.m'))   % addpath takes 4 ms
    addpath(place);
  end

  theta = 0.005 * randn(numClasses * inputSize, 1);
  J = @(p) softmaxCost(p, numClasses, inputSize, lambda, inputData, labels);
  theta = minFunc(J, theta, options);

  softmaxModel.optTheta = reshape(theta, numClasses, inputSize);
  softmaxModel.inputSize = inputSize;
  softmaxModel.numClasses = numClasses;
end

function options = with_default(options, name, value)
  % minFunc accepts option names in any case, and [] for its own default.
  given = fieldnames(options)(strcmpi(fieldnames(options), name));
  if isempty(given)
    options.(name) = value;
  elseif isempty(options.(given{1}))
    options.(given{1}) = value;
  end
end
