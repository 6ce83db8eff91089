# Returns an object that runs code when it is converted.
# expect: error
class Endless:
    def __array__(self, *_, **__):
        return Endless()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Endless()

    def __call__(self, *_, **__):
        return Endless()


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return 0.0, Endless()
