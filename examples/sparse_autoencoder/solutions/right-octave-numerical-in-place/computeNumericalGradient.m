function numgrad = computeNumericalGradient(J, theta)
numgrad = zeros(size(theta));
e = 10^-4;
for k = 1:length(theta)
  old = theta(k);
  theta(k) = old + e;  up = J(theta);
  theta(k) = old - e;  down = J(theta);
  theta(k) = old;
  numgrad(k) = (up - down)/2/e;
  if mod(k, 100) == 0, fprintf('%d\n', k); end
end
