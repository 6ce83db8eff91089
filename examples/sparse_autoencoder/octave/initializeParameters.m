function theta = initializeParameters(hiddenSize, visibleSize)
% initializeParameters  Random parameters from which to train a sparse autoencoder.
%
%   theta = initializeParameters(hiddenSize, visibleSize)
%
%   theta is [W1(:); W2(:); b1(:); b2(:)] as sparseAutoencoderCost expects it:
%   the weights uniform in [-r, r] with r = sqrt(6) / sqrt(hiddenSize +
%   visibleSize + 1), so the more inputs a unit has, the smaller its weights;
%   the biases zero.
%
%   Source: UFLDL, "Backpropagation Algorithm"; X. Glorot and Y. Bengio,
%   AISTATS 2010.

  sizes = struct('hiddenSize', hiddenSize, 'visibleSize', visibleSize);
  for name = {'hiddenSize', 'visibleSize'}
    value = sizes.(name{1});
    if ~(value >= 1 && value == fix(value))
      error(['autoencoder:' name{1}], '%s is %g; expected a positive whole number', ...
            name{1}, value);
    end
  end
  r = sqrt(6) / sqrt(hiddenSize + visibleSize + 1);
  weights = rand(2 * hiddenSize * visibleSize, 1) * 2 * r - r;
  theta = [weights; zeros(hiddenSize + visibleSize, 1)];
end
