% softmaxExercise  The softmax regression exercise, from the data to the accuracy.
%
%   octave-cli softmaxExercise.m          the digits that come with pysoftmax
%   octave-cli softmaxExercise.m DIR      MNIST: its four IDX files, plain or .gz
%
%   Within Octave: softmaxExercise. The folder can also be given in the
%   environment, PYSOFTMAX_MNIST=DIR; the argument goes first.

DEBUG = false;    % true: steps 2 and 3 on a small random problem, and no training

% ---- Step 0: constants
numClasses = 10;
lambda = 1e-4;
maxIter = 100;
seed = 0;         % of Octave's random numbers, so that the run can be repeated
here = fileparts(mfilename('fullpath'));
addpath(here);
printf('Step 0: constants: numClasses %d, lambda %g, %d iterations\n', numClasses, lambda, maxIter);

% A problem small enough to compute its gradient numerically.
rand('twister', seed);
randn('twister', seed);
debugSize = 8;
debugImages = randn(debugSize, 100);
debugLabels = randi(numClasses, 100, 1);

% ---- Step 1: data
if DEBUG
  images = debugImages;
  labels = debugLabels;
  printf('Step 1: data: 100 random examples\n');
else
  candidates = {fullfile(here, '..', 'pysoftmax', 'datasets', 'digits'), ...    % a checkout
                fullfile(here, '..', '..', 'datasets', 'digits')};              % installed by pip
  digits = candidates{1 + ~isfolder(candidates{1})};
  if ~isempty(getenv('PYSOFTMAX_MNIST'))
    digits = getenv('PYSOFTMAX_MNIST');
  end
  if strcmp(program_name(), 'softmaxExercise.m') && ~isempty(argv())
    digits = argv(){1};
  end
  [images, labels] = loadDigits(digits, 'train');
  [testImages, testLabels] = loadDigits(digits, 't10k');
  printf('Step 1: data: %d training and %d test digits, from %s\n', ...
         numel(labels), numel(testLabels), digits);
end
inputSize = rows(images);

% ---- Step 2: cost
randn('twister', seed);
theta = 0.005 * randn(numClasses * inputSize, 1);
cost = softmaxCost(theta, numClasses, inputSize, lambda, images, labels);
printf('Step 2: cost at a random theta: %.6f (log %d is %.6f)\n', cost, numClasses, log(numClasses));

% ---- Step 3: gradient check
J = @(p) softmaxCost(p, numClasses, debugSize, lambda, debugImages, debugLabels);
debugTheta = 0.005 * randn(numClasses * debugSize, 1);
[~, grad] = J(debugTheta);
numgrad = computeNumericalGradient(J, debugTheta);
printf('Step 3: gradient check, relative difference: %.4e\n', ...
       norm(numgrad - grad) / norm(numgrad + grad));
if DEBUG
  return
end

% ---- Step 4: training
printf('Step 4: training, %d iterations of L-BFGS\n', maxIter);
randn('twister', seed);    % softmaxTrain draws its start
options.maxIter = maxIter;
softmaxModel = softmaxTrain(inputSize, numClasses, lambda, images, labels, options);

% ---- Step 5: test
pred = softmaxPredict(softmaxModel, testImages);
printf('Step 5: test\nAccuracy: %0.3f%%\n', 100 * mean(pred(:) == testLabels(:)));
