"""Step 3: a gradient by differences, to check the one of sparseAutoencoderCost against."""

import numpy as np


def computeNumericalGradient(J, theta):
    """Return an estimate of the gradient of J at theta: an array of theta's shape.

    J      a function of theta that returns ``(value, gradient)``; only the value is of use here
    theta  an array of numbers
    """
    EPSILON = 1e-4
    numgrad = np.zeros(theta.shape)

    # ---------- YOUR CODE HERE --------------------------------------
    # For each entry of theta: above is a copy of theta with that entry EPSILON higher, below one
    # with that entry EPSILON lower. The difference of J(above)[0] and J(below)[0], divided by
    # 2 * EPSILON, is numgrad's entry.
    raise NotImplementedError("step 3: estimate the gradient in computeNumericalGradient.py")
    # ----------------------------------------------------------------
