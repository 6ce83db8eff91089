# Raises SystemExit on import.
# expect: error
import sys

sys.exit("done")


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 0.0, np.zeros(theta.size)
