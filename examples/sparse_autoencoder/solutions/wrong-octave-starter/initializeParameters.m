function theta = initializeParameters(hiddenSize, visibleSize)
% initializeParameters  Step 1: the parameters from which training starts.
%
%   theta is the column [W1(:); W2(:); b1(:); b2(:)] with W1 hiddenSize x
%   visibleSize and W2 visibleSize x hiddenSize.

  r = sqrt(6) / sqrt(hiddenSize + visibleSize + 1);

  % ---------- YOUR CODE HERE --------------------------------------
  % Draw every weight of W1 and W2 from the uniform distribution on [-r, r]
  % (rand draws from [0, 1]). Let the biases b1 and b2 be 0. Why would it be a
  % bad idea to let the weights be 0 too?
  error('autoencoder:empty', 'step 1: draw the weights in initializeParameters.m');
  % ----------------------------------------------------------------
end
