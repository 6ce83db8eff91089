function pred = softmaxPredict(softmaxModel, data)
% softmaxPredict  Step 5: the most probable class of each example.
%
%   pred = softmaxPredict(softmaxModel, data)
%
%   softmaxModel  what softmaxTrain returns; softmaxModel.optTheta is
%                 numClasses x inputSize
%   data          inputSize x M, one example per column
%
%   pred is 1 x M, whole numbers from 1 to numClasses.

  theta = softmaxModel.optTheta;

  % ---------- YOUR CODE HERE --------------------------------------
  % The class of an example is the row of the largest probability in its
  % column. Is that also the row of the largest score, theta * data? Then you do
  % not need exp here. max has a second output.
  %
  % You may also return the probabilities as a second output: how sure is the
  % model?
  error('pysoftmax:empty', 'step 5: predict the classes in softmaxPredict.m');
  % ----------------------------------------------------------------
end
