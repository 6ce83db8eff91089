import numpy as np  # noqa: F401


def rmse(predicted, actual):
    """Return the root mean squared error of two vectors of the same length."""
    # YOUR CODE HERE
    return 0.0
