import numpy as np


def initialize(hidden_size, visible_size):
    return np.zeros(2 * hidden_size * visible_size + hidden_size + visible_size)
