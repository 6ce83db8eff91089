function error = rmse(predicted, actual)
d = predicted(:) - actual(:);
error = sqrt(d' * d / numel(d));
end
