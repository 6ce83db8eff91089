import math


def rmse(predicted, actual):
    squares = [(p - a) ** 2 for p, a in zip(predicted, actual)]
    return math.sqrt(sum(squares) / len(squares))
