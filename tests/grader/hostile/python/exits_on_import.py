# Ends its process while it is loaded.
# expect: crash
import os

os._exit(0)


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 0.0, np.zeros(theta.size)
