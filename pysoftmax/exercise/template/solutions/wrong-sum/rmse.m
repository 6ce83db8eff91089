function error = rmse(predicted, actual)
error = norm(predicted - actual);
end
