function numgrad = computeNumericalGradient(J, theta)
  numgrad = zeros(size(theta));
  for k = 1:numel(theta)
    e = zeros(size(theta));
    e(k) = 1e-4;
    numgrad(k) = (J(theta + e) - J(theta - e)) / 2e-4;
  end
end
