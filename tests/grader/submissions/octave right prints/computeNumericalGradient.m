function numgrad = computeNumericalGradient(J, theta)
warning('this takes a while');
numgrad = zeros(size(theta));
EPSILON = 1e-3;
E = eye(numel(theta));
for i = 1:numel(theta)
  i
  delta = E(:, i) * EPSILON;
  numgrad(i) = (J(theta + delta) - J(theta - delta)) / (2.0 * EPSILON)
end
end
