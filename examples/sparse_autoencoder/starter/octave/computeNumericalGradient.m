function numgrad = computeNumericalGradient(J, theta)
% computeNumericalGradient  Step 3: a gradient by differences.
%
%   J      a function of theta whose first output is a number
%   theta  an array of numbers; numgrad has its size

  EPSILON = 1e-4;
  numgrad = zeros(size(theta));

  % ---------- YOUR CODE HERE --------------------------------------
  % For each entry of theta: above is a copy of theta with that entry EPSILON
  % higher, below one with that entry EPSILON lower. The difference of J(above)
  % and J(below), divided by 2 * EPSILON, is numgrad's entry.
  error('autoencoder:empty', 'step 3: estimate the gradient in computeNumericalGradient.m');
  % ----------------------------------------------------------------
end
