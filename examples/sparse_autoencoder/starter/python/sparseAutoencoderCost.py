"""Step 2: the cost of a sparse autoencoder and its gradient."""

import numpy as np


def sigmoid(z):
    """Return 1 / (1 + exp(-z)) of each entry."""
    return 1 / (1 + np.exp(-z))


def sparseAutoencoderCost(theta, visibleSize, hiddenSize, lambda_, sparsityParam, beta, data):
    """Return ``(cost, grad)`` of a sparse autoencoder.

    theta          the parameters: W1, W2, b1 and b2, each unrolled column by column
    visibleSize    the number of inputs, and of outputs
    hiddenSize     the number of hidden units
    lambda_        the weight decay (`lambda` is a reserved word in Python)
    sparsityParam  rho, the mean activation that each hidden unit should have
    beta           the weight of the sparsity penalty
    data           visibleSize x m, one example per column

    cost is a number, grad has one entry for each of theta, in the same order.
    """
    # theta comes unrolled; these are its four blocks. "F" is Octave's order.
    weights = hiddenSize * visibleSize
    W1 = theta[:weights].reshape((hiddenSize, visibleSize), order="F")
    W2 = theta[weights : 2 * weights].reshape((visibleSize, hiddenSize), order="F")
    b1 = theta[2 * weights : 2 * weights + hiddenSize].reshape(hiddenSize, 1)
    b2 = theta[2 * weights + hiddenSize :].reshape(visibleSize, 1)

    squaredError, decay, sparsity = 0.0, 0.0, 0.0
    W1grad, W2grad = np.zeros_like(W1), np.zeros_like(W2)
    b1grad, b2grad = np.zeros_like(b1), np.zeros_like(b2)

    # ---------- YOUR CODE HERE --------------------------------------
    # 1. Count the examples: m. Which size of data is that?
    # 2. Forward, for all examples at once: z2 and a2 = sigmoid(z2) of the hidden layer, z3 and
    #    h = sigmoid(z3) of the output layer. The biases are columns, so NumPy adds them to
    #    every column.
    # 3. rhohat: the mean activation of each hidden unit, a column too (keepdims=True).
    # 4. The three terms of the cost:
    #      squaredError  half of the squared distance between h and data, the mean over the
    #                    examples
    #      decay         lambda_ / 2 times the sum of all squared weights; the biases are not
    #                    weights
    #      sparsity      beta times the sum over the hidden units of KL(rho || rhohat), where
    #                    rho = sparsityParam
    # 5. Backward: delta3 from h - data and the slope of the sigmoid at z3, which is h * (1 - h).
    #    delta2 from W2.T @ delta3, to which the sparsity term's derivative by rhohat is added,
    #    and then the slope at z2.
    # 6. W1grad, W2grad, b1grad and b2grad: means over the examples; the decay's part is added to
    #    the first two.
    #
    # Begin with lambda_ = 0 and beta = 0 in sparseAutoencoderExercise.py, check the gradient, and
    # add one term at a time.
    raise NotImplementedError(
        "step 2: compute the cost and its gradient in sparseAutoencoderCost.py"
    )
    # ----------------------------------------------------------------

    cost = squaredError + decay + sparsity
    grad = np.concatenate([block.ravel(order="F") for block in (W1grad, W2grad, b1grad, b2grad)])
    return cost, grad
