% sparseAutoencoderExercise  The exercise: run it again after each step.
%
%   octave-cli sparseAutoencoderExercise.m

% true: steps 2 and 3 on a small random problem. Once they are right, false: on
% to training.
DEBUG = true;

here = fileparts(mfilename('fullpath'));
addpath(here);

printf('Step 0: constants and data\n');
if DEBUG
  % Biases and terms large enough that no mistake can hide.
  visibleSize = 5;
  hiddenSize = 3;
  lambda = 0.1;
  sparsityParam = 0.2;
  beta = 3;
  patches = 0.1 + 0.8 * rand(visibleSize, 7);
else
  hiddenSize = 16;
  lambda = 1e-4;
  sparsityParam = 0.05;
  beta = 0.3;
  patches = edges(400);    % 8 x 8 pictures of an edge each, in columns
  visibleSize = rows(patches);
end

printf('Step 1: initial parameters (initializeParameters.m)\n');
theta = initializeParameters(hiddenSize, visibleSize);
if DEBUG
  theta = theta + 0.5 * randn(size(theta));
end

printf('Step 2: cost and gradient (sparseAutoencoderCost.m)\n');
J = @(p) sparseAutoencoderCost(p, visibleSize, hiddenSize, lambda, sparsityParam, beta, patches);
[cost, grad] = J(theta);
printf('  cost %.6f\n', cost);

if DEBUG
  printf('Step 3: gradient check (computeNumericalGradient.m)\n');
  numgrad = computeNumericalGradient(J, theta);
  printf('  relative difference %.4e; a right gradient is below 1e-7\n', ...
         norm(numgrad - grad) / norm(numgrad + grad));
  printf('If it is, set DEBUG = false in sparseAutoencoderExercise.m and run it again.\n');
  return
end

printf('Step 4: training\n');
for place = {fullfile(here, 'minFunc'), fullfile(here, '..', '..', '..', '..', 'octave_ref', 'minFunc')}
  if isfolder(place{1})
    addpath(place{1});
    break
  end
end
options = struct('Method', 'lbfgs', 'maxIter', 100, 'useMex', false, 'Display', 'final');
[theta, cost] = minFunc(J, theta, options);
printf('  cost %.6f after training\n', cost);

printf('Step 5: what the hidden units see\n');
W1 = reshape(theta(1:hiddenSize*visibleSize), hiddenSize, visibleSize);
shades = ' .:+#';
for unit = 1:3
  % The input of a fixed length that activates the unit most.
  best = reshape(W1(unit, :) / max(abs(W1(unit, :))), 8, 8);
  printf('  unit %d\n', unit);
  disp(shades(1 + round(2 * (1 + best))));
end
