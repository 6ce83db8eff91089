function [pred] = softmaxPredict(softmaxModel, data)
theta = softmaxModel.optTheta;
h = exp(theta * data)
[nop, pred] = max(h)
end
