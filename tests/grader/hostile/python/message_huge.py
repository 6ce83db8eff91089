# Raises an exception with a message of a hundred megabytes, and terminal codes.
# expect: error


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    raise ValueError("\x1b[2J\0" * (10 << 20))
