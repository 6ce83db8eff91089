# Raises an exception whose message takes forever.
# expect: timeout


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    class Bad(Exception):
        def __str__(self):
            while True:
                pass

    raise Bad
