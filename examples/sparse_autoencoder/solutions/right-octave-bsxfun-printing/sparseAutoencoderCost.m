function [cost,grad] = sparseAutoencoderCost(theta, visibleSize, hiddenSize, lambda, sparsityParam, beta, data)
n = hiddenSize*visibleSize;
W1 = reshape(theta(1:n), hiddenSize, visibleSize); W2 = reshape(theta(n+1:2*n), visibleSize, hiddenSize);
b1 = theta(2*n+1:2*n+hiddenSize); b2 = theta(2*n+hiddenSize+1:end);
N = size(data,2)
A = 1./(1+exp(-bsxfun(@plus, W1*data, b1)));
Y = 1./(1+exp(-bsxfun(@plus, W2*A, b2)));
q = mean(A,2); r = sparsityParam;
cost = norm(Y-data,'fro')^2/2/N + lambda/2*(norm(W1,'fro')^2+norm(W2,'fro')^2) + beta*sum(r*log(r)-r*log(q)+(1-r)*log(1-r)-(1-r)*log(1-q));
fprintf('cost = %f\n', cost); disp(size(theta));
D = (Y-data).*Y.*(1-Y);
E = bsxfun(@plus, W2'*D, beta*((1-r)./(1-q) - r./q)).*A.*(1-A);
grad = [reshape(E*data'/N + lambda*W1, [], 1); reshape(D*A'/N + lambda*W2, [], 1); mean(E,2); mean(D,2)];
