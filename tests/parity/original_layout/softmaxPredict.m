function [pred] = softmaxPredict(softmaxModel, data)
  W = softmaxModel.optTheta;
  [~, pred] = max(W * data);
end
