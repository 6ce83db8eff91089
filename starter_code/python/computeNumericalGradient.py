"""Step 3: a numerical gradient, with which to check the gradient of softmaxCost."""

import numpy as np


def computeNumericalGradient(J, theta):
    """Return an estimate of the gradient of J at theta: an array of theta's shape.

    J      a function of theta that returns ``(value, gradient)``; use only the value
    theta  an array of numbers
    """
    numgrad = np.zeros(theta.shape)

    # ---------- YOUR CODE HERE --------------------------------------
    # For each entry of theta: move only this entry up and down by EPSILON = 1e-4, and divide the
    # difference of the two values of J by 2 * EPSILON. Move it in a copy of theta, so that the
    # caller's array does not change. J(theta)[0] is the value.
    raise NotImplementedError("step 3: estimate the gradient in computeNumericalGradient.py")
    # ----------------------------------------------------------------
