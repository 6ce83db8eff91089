function P = hypothesis(W, X)
  A = W * X;
  E = exp(A - max(A));
  P = E ./ sum(E);
end
