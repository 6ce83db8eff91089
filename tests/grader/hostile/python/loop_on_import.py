# Never finishes loading.
# expect: timeout
import numpy as np

while True:
    pass


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 0.0, np.zeros(theta.size)
