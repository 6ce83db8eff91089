function [pred] = softmaxPredict(softmaxModel, data)
  theta = softmaxModel.optTheta;
  [~, pred] = min(theta * data);
end
