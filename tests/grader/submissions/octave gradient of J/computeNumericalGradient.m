function numgrad = computeNumericalGradient(J, theta)
  [~, numgrad] = J(theta);
end
