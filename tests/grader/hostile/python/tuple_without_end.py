# Returns what says that it is a tuple, and has no end.
# expect: timeout
class Endless:
    __class__ = property(lambda self: tuple)

    def __iter__(self):
        while True:
            yield 1


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return Endless()
