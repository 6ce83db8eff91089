function error = rmse(predicted, actual)
% The root of the mean of the squared differences: the right answer, in Octave.
error = sqrt(mean((predicted - actual) .^ 2));
end
