"""The right answer, in Python."""

import numpy as np


def rmse(predicted, actual):
    """The root of the mean of the squared differences."""
    return np.sqrt(np.mean((predicted - actual) ** 2))
