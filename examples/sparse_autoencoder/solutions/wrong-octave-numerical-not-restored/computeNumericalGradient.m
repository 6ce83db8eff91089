function numgrad = computeNumericalGradient(J, theta)
numgrad = zeros(size(theta));
e = 1e-4;
for i = 1:numel(theta)
  theta(i) = theta(i) + e;
  f1 = J(theta);
  theta(i) = theta(i) - 2*e;
  f2 = J(theta);
  numgrad(i) = (f1 - f2) / (2*e);
end
end
