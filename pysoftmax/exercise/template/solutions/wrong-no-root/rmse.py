import numpy as np


def rmse(predicted, actual):
    return np.mean((predicted - actual) ** 2)
