import numpy as np


def compute_gradient(J, theta):
    epsilon = 0.0001
    gradient = np.zeros(theta.shape)
    for i in range(theta.shape[0]):
        plus = np.array(theta, dtype=np.float64)
        plus = theta + epsilon
        minus = np.array(theta, dtype=np.float64)
        minus = theta - epsilon
        gradient[i] = (J(plus)[0] - J(minus)[0]) / (2 * epsilon)
        if i % 100 == 0:
            print("Computing gradient for input:", i)
    return gradient
