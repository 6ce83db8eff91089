# Returns what says that it is a tuple, and has no end.
# expect: limit
class Endless:
    __class__ = property(lambda self: tuple)

    def __iter__(self):
        while True:
            yield bytes(1 << 20)  # memory ends long before the time, on any machine


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return Endless()
