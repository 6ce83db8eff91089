function softmaxModel = softmaxTrain(inputSize, numClasses, lambda, inputData, labels, options)
% softmaxTrain  Step 4, complete: training by minFunc's L-BFGS, which calls
% your softmaxCost.
%
%   softmaxModel = softmaxTrain(inputSize, numClasses, lambda, inputData, labels, options)
%
%   options is a struct of minFunc's options; maxIter is 400 unless given.
%   softmaxModel is a struct of optTheta (numClasses x inputSize), inputSize and
%   numClasses.

  if nargin < 6
    options = struct();
  end
  if ~any(strcmpi(fieldnames(options), 'maxIter'))    % minFunc takes names in any case
    options.maxIter = 400;
  end
  options.Method = 'lbfgs';
  options.useMex = false;    % Octave has no use for minFunc's mex files
  find_minFunc();

  theta = 0.005 * randn(numClasses * inputSize, 1);
  J = @(p) softmaxCost(p, numClasses, inputSize, lambda, inputData, labels);
  theta = minFunc(J, theta, options);

  softmaxModel.optTheta = reshape(theta, numClasses, inputSize);
  softmaxModel.inputSize = inputSize;
  softmaxModel.numClasses = numClasses;
end

function find_minFunc()
  % Beside this file, or in a checkout of pysoftmax; else it must be on the path.
  here = fileparts(mfilename('fullpath'));
  for place = {fullfile(here, 'minFunc'), fullfile(here, '..', '..', 'octave_ref', 'minFunc')}
    if isfolder(place{1})
      addpath(place{1});
      return
    end
  end
end
