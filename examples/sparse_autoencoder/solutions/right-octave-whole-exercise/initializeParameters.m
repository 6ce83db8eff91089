function theta = initializeParameters(hiddenSize, visibleSize)
r  = sqrt(6) / sqrt(hiddenSize+visibleSize+1);
W1 = rand(hiddenSize, visibleSize) * 2 * r - r;
W2 = rand(visibleSize, hiddenSize) * 2 * r - r;
theta = [W1(:) ; W2(:) ; zeros(hiddenSize, 1) ; zeros(visibleSize, 1)];
end
