import numpy as np


def initialize(hidden_size, visible_size):
    r = np.sqrt(6) / np.sqrt(hidden_size + visible_size + 1)
    W1 = np.random.random((hidden_size, visible_size)) * 2 - 1
    W2 = np.random.random((visible_size, hidden_size)) * 2 - 1
    b1 = np.zeros(hidden_size, dtype=np.float64)
    b2 = np.zeros(visible_size, dtype=np.float64)
    W1, W2 = r * W1 ** 3, r * W2 ** 3
    return np.concatenate((W1.reshape(hidden_size * visible_size), W2.reshape(hidden_size * visible_size), b1, b2))
