"""Step 2: the cost of softmax regression and its gradient."""

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    """Return ``(cost, grad)`` of softmax regression with weight decay.

    theta       numClasses * inputSize parameters, unrolled column by column
    numClasses  the number of classes
    inputSize   the length of an example
    lambda_     the weight decay (`lambda` is a reserved word in Python)
    data        inputSize x M, one example per column
    labels      M whole numbers from 1 to numClasses

    cost is a number, grad has one entry for each of theta, in the same order.
    """
    # theta is unrolled; as a matrix it has one row for each class. "F" is Octave's order.
    theta = np.reshape(theta, (numClasses, inputSize), order="F")
    M = data.shape[1]

    # groundTruth[k, i] is 1 where example i is of class k (from 0, as Python counts), else 0.
    groundTruth = np.zeros((numClasses, M))
    groundTruth[np.ravel(labels).astype(int) - 1, np.arange(M)] = 1

    # ---------- YOUR CODE HERE --------------------------------------
    # 1. The scores, theta @ data: numClasses x M.
    # 2. Subtract the maximum of each column. This does not change the probabilities (why?), and
    #    exp can no longer overflow.
    # 3. The probabilities P: exp of the scores, each column divided by its sum. Check that every
    #    column sums to one.
    # 4. The cost: the mean over the examples of -log P of the true class, plus lambda_ / 2 times
    #    the sum of the squares of theta. Look at the graphs of e^x and log x: a confident correct
    #    answer costs almost nothing, a confident wrong one costs a lot.
    # 5. The gradient, a matrix of theta's shape, in one product and without a loop:
    #    -(groundTruth - P) @ data.T / M, plus lambda_ * theta.
    # 6. Return both, with the gradient unrolled as theta was:
    #    return cost, gradient.ravel(order="F")
    #
    # You can also write softmaxPredict first, let it return P as well, and call it from here.
    raise NotImplementedError("step 2: compute the cost and its gradient in softmaxCost.py")
    # ----------------------------------------------------------------
