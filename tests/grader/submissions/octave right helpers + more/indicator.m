function Y = indicator(labels, K)
  Y = double((1:K)' == labels(:)');
end
