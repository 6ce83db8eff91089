function [pred] = softmaxPredict(softmaxModel, data)
  theta = softmaxModel.optTheta;
  [~, pred] = max(theta * data, [], 2);
end
