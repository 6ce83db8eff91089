function [pred] = softmaxPredict(softmaxModel, data)
  title = "größte Klasse";
  theta = softmaxModel.optTheta;
  [~, pred] = max(theta * data);
end
