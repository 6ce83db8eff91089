function [pred, P] = softmaxPredict(softmaxModel, data)
  Theta = reshape(softmaxModel.optTheta, softmaxModel.numClasses, softmaxModel.inputSize);
  A = Theta * data;
  A -= max(A, [], 1);
  P = exp(A) ./ sum(exp(A), 1);
  [~, pred] = max(P, [], 1);
end
