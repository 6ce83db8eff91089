% softmaxExercise  The exercise: run it again after each step.
%
%   octave-cli softmaxExercise.m          on 8 x 8 digits
%   octave-cli softmaxExercise.m DIR      on MNIST, whose four files lie in DIR
%
% or, within Octave, softmaxExercise.

% true: steps 2 and 3 on a small random problem. Once they are right, false: on
% to the digits.
DEBUG = true;

printf('Step 0: constants\n');
numClasses = 10;
lambda = 1e-4;
here = fileparts(mfilename('fullpath'));
addpath(here);

printf('Step 1: data\n');
if DEBUG
  % Larger than in earnest, so that a mistake in the decay term cannot hide.
  inputSize = 8;
  lambda = 0.1;
  scale = 0.5;
  images = randn(inputSize, 100);
  labels = randi(numClasses, 100, 1);
else
  digits = fullfile(here, 'digits');
  if ~isfolder(digits)
    digits = fullfile(here, '..', '..', 'pysoftmax', 'datasets', 'digits');
  end
  if strcmp(program_name(), 'softmaxExercise.m') && ~isempty(argv())
    digits = argv(){1};
  end
  [images, labels] = loadDigits(digits, 'train');    % the digit 0 has label 10
  [testImages, testLabels] = loadDigits(digits, 't10k');
  inputSize = rows(images);
  scale = 0.005;
end

printf('Step 2: cost and gradient (softmaxCost.m)\n');
theta = scale * randn(numClasses * inputSize, 1);
[cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, images, labels);
printf('  cost %.6f\n', cost);

if DEBUG
  printf('Step 3: gradient check (computeNumericalGradient.m)\n');
  checkNumericalGradient();
  J = @(p) softmaxCost(p, numClasses, inputSize, lambda, images, labels);
  numgrad = computeNumericalGradient(J, theta);
  printf('  relative difference %.4e; a right gradient is below 1e-7\n', ...
         norm(numgrad - grad) / norm(numgrad + grad));
  printf('If it is, set DEBUG = false at the top of softmaxExercise.m and run it again.\n');
else
  printf('  theta is near 0, so the cost is near log(%d) = %.6f\n', numClasses, log(numClasses));

  printf('Step 4: training (softmaxTrain.m)\n');
  options.maxIter = 100;
  softmaxModel = softmaxTrain(inputSize, numClasses, lambda, images, labels, options);

  printf('Step 5: test (softmaxPredict.m)\n');
  pred = softmaxPredict(softmaxModel, testImages);
  printf('Accuracy: %0.3f%%\n', 100 * mean(pred(:) == testLabels(:)));
end
