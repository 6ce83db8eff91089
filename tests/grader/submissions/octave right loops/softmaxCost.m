function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
% One example after the other, one class after the other.
theta = reshape(theta, numClasses, inputSize);
numCases = size(data, 2);
cost = 0;
thetagrad = zeros(numClasses, inputSize);
for i = 1:numCases
    x = data(:, i);
    a = zeros(numClasses, 1);
    for k = 1:numClasses
        a(k) = theta(k, :) * x;
    end
    a = a - max(a);
    total = 0;
    for k = 1:numClasses
        total = total + exp(a(k));
    end
    for k = 1:numClasses
        p = exp(a(k)) / total;
        if labels(i) == k
            cost = cost - log(p);
            thetagrad(k, :) = thetagrad(k, :) - (1 - p) * x';
        else
            thetagrad(k, :) = thetagrad(k, :) + p * x';
        end
    end
end
cost = cost / numCases;
thetagrad = thetagrad / numCases;
for k = 1:numClasses
    for j = 1:inputSize
        cost = cost + lambda / 2 * theta(k, j)^2;
        thetagrad(k, j) = thetagrad(k, j) + lambda * theta(k, j);
    end
end
grad = [thetagrad(:)];
