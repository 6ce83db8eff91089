"""Cost and gradient."""

from numpy import arange, log, mean, newaxis

from helpers import one_hot, probabilities

DEBUG = True


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels, verbose=DEBUG):
    W = theta.reshape((numClasses, inputSize), order="F")
    P = probabilities(W, data)
    Y = one_hot(labels, numClasses)
    cost = -mean(log(P[labels - 1, arange(labels.size)])) + 0.5 * lambda_ * (W * W).sum()
    grad = (P - Y).dot(data.T) / data.shape[1] + lambda_ * W
    if verbose:
        print("cost", cost, "theta", W.shape, data[:, newaxis].shape)
    return cost, grad.flatten("F")


if __name__ == "__main__":
    import load_everything

    load_everything.softmaxExercise()
