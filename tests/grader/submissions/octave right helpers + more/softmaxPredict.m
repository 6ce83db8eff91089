% Klassen, geschätzt
function pred = softmaxPredict(softmaxModel, data)
  P = hypothesis(softmaxModel.optTheta, data); % größte
  [~, pred] = max(P, [], 1);
end
