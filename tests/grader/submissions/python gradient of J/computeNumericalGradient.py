def computeNumericalGradient(J, theta):
    _, grad = J(theta)
    return grad
