import numpy as np


def root_mean_square(actual, predicted):
    return np.linalg.norm(actual - predicted) / np.sqrt(actual.size)
