import numpy as np


def value(result):
    return result[0] if isinstance(result, tuple) else result


def computeNumericalGradient(J, theta):
    step = 1e-6
    flat = theta.ravel().copy()
    out = np.empty_like(flat)
    for i in range(flat.size):
        kept = flat[i]
        flat[i] = kept + step
        up = value(J(flat.reshape(theta.shape)))
        flat[i] = kept - step
        down = value(J(flat.reshape(theta.shape)))
        flat[i] = kept
        out[i] = (up - down) / (2 * step)
    return out.reshape(theta.shape)
