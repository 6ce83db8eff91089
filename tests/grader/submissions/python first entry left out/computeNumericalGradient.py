import numpy as np


def computeNumericalGradient(J, theta):
    numgrad = np.zeros(theta.shape)
    for i in range(1, theta.size):
        e = np.zeros(theta.shape)
        e[i] = 1e-4
        numgrad[i] = (J(theta + e)[0] - J(theta - e)[0]) / 2e-4
    return numgrad
