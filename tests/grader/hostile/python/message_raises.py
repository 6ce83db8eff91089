# Raises an exception that cannot be shown.
# expect: error


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    class Bad(Exception):
        def __str__(self):
            raise Bad

        __repr__ = __str__

    raise Bad
