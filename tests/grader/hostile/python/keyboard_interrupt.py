# Raises what would stop the grader's own program.
# expect: error


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    raise KeyboardInterrupt
