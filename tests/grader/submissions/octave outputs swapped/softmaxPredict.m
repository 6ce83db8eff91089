function [P, pred] = softmaxPredict(softmaxModel, data)
  theta = softmaxModel.optTheta;
  P = exp(theta * data);
  P = bsxfun(@rdivide, P, sum(P));
  [~, pred] = max(P);
end
