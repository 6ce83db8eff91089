"""Step 3, complete: does computeNumericalGradient itself work?"""

import numpy as np
from computeNumericalGradient import computeNumericalGradient

from pysoftmax.checkNumericalGradient import simpleQuadraticFunction


def checkNumericalGradient():
    """Try computeNumericalGradient where the gradient is known: x1^2 + 3 x1 x2 at [4, 10]."""
    x = np.array([4.0, 10.0])
    _, grad = simpleQuadraticFunction(x)
    numgrad = computeNumericalGradient(simpleQuadraticFunction, x)
    print("numerical and right gradient:", numgrad, grad)
    difference = np.linalg.norm(numgrad - grad) / np.linalg.norm(numgrad + grad)
    print(f"relative difference: {difference:.4e} (2.1452e-12 is usual, less than 1e-9 is right)")
    return difference
