# Never returns.
# expect: timeout


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    while True:
        pass
