"""Step 1: the parameters from which training starts."""

import numpy as np


def initializeParameters(hiddenSize, visibleSize):
    """Return random parameters: W1, W2, b1 and b2, each unrolled, as one array.

    W1 is hiddenSize x visibleSize, W2 visibleSize x hiddenSize.
    """
    rng = np.random.default_rng()
    r = np.sqrt(6) / np.sqrt(hiddenSize + visibleSize + 1)

    # ---------- YOUR CODE HERE --------------------------------------
    # Draw every weight of W1 and W2 from the uniform distribution on [-r, r] (rng.uniform). Let
    # the biases b1 and b2 be 0. Why would it be a bad idea to let the weights be 0 too?
    # Then join the four: np.concatenate.
    raise NotImplementedError("step 1: draw the weights in initializeParameters.py")
    # ----------------------------------------------------------------
