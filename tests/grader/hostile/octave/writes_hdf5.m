% Writes HDF5, whose library locks its files: harmless, and it must not fail for want of locks.
% expect: values
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  save("-hdf5", "theta.h5", "theta");
  again = load("theta.h5");
  cost = 0;
  grad = zeros(size(again.theta));
endfunction
