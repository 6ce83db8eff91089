function g = sigmoidGrad(z)
  s = 1 ./ (1 + exp(-z));
  g = s .* (1 - s);
end
