function error = rmse(predicted, actual)
error = mean(abs(predicted - actual));
end
