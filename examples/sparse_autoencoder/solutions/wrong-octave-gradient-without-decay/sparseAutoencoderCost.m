function [cost, grad] = sparseAutoencoderCost(theta, visibleSize, hiddenSize, lambda, sparsityParam, beta, data)
% first loop: activations; second loop: backpropagation
W1 = reshape(theta(1:hiddenSize*visibleSize), hiddenSize, visibleSize);
W2 = reshape(theta(hiddenSize*visibleSize+1:2*hiddenSize*visibleSize), visibleSize, hiddenSize);
b1 = theta(2*hiddenSize*visibleSize+1:2*hiddenSize*visibleSize+hiddenSize);
b2 = theta(2*hiddenSize*visibleSize+hiddenSize+1:end);
[n, m] = size(data);
W1grad = zeros(size(W1)); W2grad = zeros(size(W2));
b1grad = zeros(size(b1)); b2grad = zeros(size(b2));
sig = @(t) 1./(1+exp(-t));
for i = 1:size(data,2)
    hid(:,i) = sig(W1*data(:,i) + b1);
    out(:,i) = sig(W2*hid(:,i) + b2);
end
p = sparsityParam; ph = mean(hid, 2);
err = 0;
for i = 1:size(data,2)
    x = data(:,i);
    err = err + 0.5*norm(out(:,i) - x)^2;
    d3 = (out(:,i) - x) .* out(:,i) .* (1 - out(:,i));
    d2 = (W2'*d3 + beta*(-p./ph + (1-p)./(1-ph))) .* hid(:,i) .* (1 - hid(:,i));
    W1grad = W1grad + d2*x';
    W2grad = W2grad + d3*hid(:,i)';
    b1grad = b1grad + d2;
    b2grad = b2grad + d3;
end
cost = err/m + lambda/2*(sum(W1(:).^2) + sum(W2(:).^2)) + beta*sum(p*log(p./ph) + (1-p)*log((1-p)./(1-ph)));
W1grad = W1grad/m;
W2grad = W2grad/m;
b1grad = b1grad/m; b2grad = b2grad/m;
grad = [W1grad(:); W2grad(:); b1grad(:); b2grad(:)];
end
