function numgrad = computeNumericalGradient(J, theta)
% computeNumericalGradient  Step 3: a gradient by differences.
%
%   numgrad = computeNumericalGradient(J, theta)
%
%   J      a function of theta whose first output is a number
%   theta  an array of numbers; numgrad has its size

  numgrad = zeros(size(theta));

  % ---------- YOUR CODE HERE --------------------------------------
  % For each entry of theta: move only this entry up and down by EPSILON =
  % 1e-4, and divide the difference of the two values of J by 2 * EPSILON.
  error('pysoftmax:empty', 'step 3: estimate the gradient in computeNumericalGradient.m');
  % ----------------------------------------------------------------
end
