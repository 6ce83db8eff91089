function d = kldiv(p, q)
  d = sum(p*log(p./q) + (1-p)*log((1-p)./(1-q)));
end
