function numgrad = computeNumericalGradient(J, theta)
  numgrad = zeros(size(theta));
  EPSILON = 1e-4;
  for i = 1:numel(theta)
    e = zeros(size(theta));
    e(i) = EPSILON;
    numgrad(i) = (J(theta + e) - J(theta)) / EPSILON;
  end
end
