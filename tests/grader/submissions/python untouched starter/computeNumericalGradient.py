"""Step 3: a gradient by differences, to check the one of softmaxCost against."""

import numpy as np


def computeNumericalGradient(J, theta):
    """Return an estimate of the gradient of J at theta: an array of theta's shape.

    J      a function of theta that returns ``(value, gradient)``; only the value is of use here
    theta  an array of numbers
    """
    numgrad = np.zeros(theta.shape)

    # ---------- YOUR CODE HERE --------------------------------------
    # For each entry of theta: move it alone by EPSILON = 1e-4 up and down, and divide the
    # difference of the two values of J by 2 * EPSILON. Move it in a copy of theta, so that the
    # caller's array stays as it is. J(theta)[0] is the value.
    raise NotImplementedError("step 3: estimate the gradient in computeNumericalGradient.py")
    # ----------------------------------------------------------------
