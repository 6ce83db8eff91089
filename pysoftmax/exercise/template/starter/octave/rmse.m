function error = rmse(predicted, actual)
% Return the root mean squared error of two vectors of the same length.

% YOUR CODE HERE
error = 0;

end
