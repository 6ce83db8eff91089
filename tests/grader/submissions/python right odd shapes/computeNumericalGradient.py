import numpy as np


def computeNumericalGradient(J, theta):
    EPSILON = 1e-5
    numgrad = []
    for e in np.identity(theta.size) * EPSILON:
        numgrad.append((J(theta + e)[0] - J(theta - e)[0]) / (2 * EPSILON))
    return np.array(numgrad).reshape(-1, 1)
