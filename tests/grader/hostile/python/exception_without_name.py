# Raises an exception whose class has no name, and one that is no end of name.
# expect: error
class Nameless(type):
    __name__ = property(lambda self: 1 / 0)


class First(Exception, metaclass=Nameless):
    pass


calls = []


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    calls.append(1)
    raise First() if len(calls) == 1 else type("x" * 10**6, (Exception,), {})
