function [pred] = softmaxPredict(softmaxModel, data)
theta = softmaxModel.optTheta;
pred = zeros(size(data, 2), 1);
for i = 1:size(data, 2)
    best = -Inf;
    for k = 1:size(theta, 1)
        s = theta(k, :) * data(:, i);
        if s > best
            best = s;
            pred(i) = k;
        end
    end
end
