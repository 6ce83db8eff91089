% softmaxPredict
%
% later
