function difference = checkNumericalGradient()
% checkNumericalGradient  Does computeNumericalGradient itself work?
%
%   difference = checkNumericalGradient()
%
%   Takes h(x) = x1^2 + 3 x1 x2 at x = [4; 10], where the gradient is known,
%   and prints both gradients and norm(numgrad - grad) / norm(numgrad + grad):
%   2.1452e-12 if all is correct; the exercise asks for less than 1e-9.
%
%   Source: UFLDL, "Exercise: Sparse Autoencoder", step 3.

  x = [4; 10];
  [~, grad] = simpleQuadraticFunction(x);
  numgrad = computeNumericalGradient(@simpleQuadraticFunction, x);
  printf('%10.4f%10.4f\n', [numgrad, grad]');
  printf('The two columns (numerical left, analytical right) should be very similar.\n');
  relative = norm(numgrad - grad) / norm(numgrad + grad);
  printf('%.4e\n', relative);
  printf('The relative difference above should be less than 1e-9.\n');
  if nargout > 0
    difference = relative;
  end
end
