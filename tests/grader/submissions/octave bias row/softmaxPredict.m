function [pred] = softmaxPredict(softmaxModel, data)
  theta = softmaxModel.optTheta;
  [~, pred] = max(theta * [ones(1, size(data, 2)); data]);
end
