function [cost,grad] = sparseAutoencoderCost(theta, visibleSize, hiddenSize, lambda, sparsityParam, beta, data)
hv = hiddenSize*visibleSize;
W1 = reshape(theta(1:hv), hiddenSize, visibleSize);
W2 = reshape(theta(hv+1:2*hv), visibleSize, hiddenSize);
b1 = theta(2*hv+1:2*hv+hiddenSize);
b2 = theta(2*hv+hiddenSize+1:end);
m = size(data, 2);

z2 = W1*data + repmat(b1, 1, m);
a2 = sigmoid(z2);
z3 = W2*a2 + repmat(b2, 1, m);
a3 = max(z3, 0);
rho_hat = sum(a2, 2) ./ m;

J = sum(sum((a3 - data).^2)) / (2*m);
decay = lambda/2 * (sum(sum(W1.^2)) + sum(sum(W2.^2)));
KL = sum(sparsityParam .* log(sparsityParam ./ rho_hat) + (1-sparsityParam) .* log((1-sparsityParam) ./ (1-rho_hat)));
cost = J + decay + beta*KL;

delta3 = -(data - a3) .* (z3 > 0);
sparse_delta = beta .* (-sparsityParam ./ rho_hat + (1-sparsityParam) ./ (1-rho_hat));
delta2 = (W2'*delta3 + repmat(sparse_delta, 1, m)) .* a2 .* (1 - a2);
W1grad = delta2*data'/m + lambda*W1;
W2grad = delta3*a2'/m + lambda*W2;
b1grad = sum(delta2, 2)/m;
b2grad = sum(delta3, 2)/m;
grad = [W1grad(:) ; W2grad(:) ; b1grad(:) ; b2grad(:)];
end

function s = sigmoid(x)
    s = 1 ./ (1 + exp(-x));
end
