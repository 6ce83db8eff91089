function [cost, grad] = sparseAutoencoderCost(theta, visibleSize, hiddenSize, lambda, sparsityParam, beta, data)
cut = hiddenSize * visibleSize;
W1 = reshape(theta(1:cut), hiddenSize, visibleSize);
W2 = reshape(theta(cut+1:2*cut), visibleSize, hiddenSize);
b1 = theta(2*cut+1:2*cut+hiddenSize);
b2 = theta(2*cut+hiddenSize+1:end);
m = size(data, 2);
z2 = bsxfun(@plus, W1*data, b1);
a2 = logistic(z2);
h = logistic(bsxfun(@plus, W2*a2, b2));
rhohat = mean(a2, 2);
rest = h - data;
kl = rhohat.*log(sparsityParam./rhohat) + (1-sparsityParam)*log((1-sparsityParam)./(1-rhohat));
cost = sum(rest(:).^2)/(2*m) + lambda/2*(sum(W1(:).^2) + sum(W2(:).^2)) + beta*sum(kl);
delta3 = rest .* h .* (1 - h);
pull = beta*((1-sparsityParam)./(1-rhohat) - sparsityParam./rhohat);
delta2 = bsxfun(@plus, W2'*delta3, pull) .* a2 .* (1 - a2);
W1grad = delta2*data'/m + lambda*W1;
W2grad = delta3*a2'/m + lambda*W2;
grad = [W1grad(:); W2grad(:); mean(delta2, 2); mean(delta3, 2)];
end

function a = logistic(z)
a = 1 ./ (1 + exp(-z));
end
