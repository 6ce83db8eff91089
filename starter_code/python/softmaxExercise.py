"""The exercise: run it again after each step.

``python softmaxExercise.py`` is on the 8 x 8 digits that come with pysoftmax,
``python softmaxExercise.py DIR`` on MNIST, whose four files lie in the folder DIR.
"""

import sys

import numpy as np
from checkNumericalGradient import checkNumericalGradient
from computeNumericalGradient import computeNumericalGradient
from softmaxCost import softmaxCost
from softmaxPredict import softmaxPredict
from softmaxTrain import softmaxTrain

from pysoftmax.datasets import load_digits, load_mnist

# True: steps 2 and 3 on a small random problem. Once they are right, False: on to the digits.
DEBUG = True


def main(mnist=None):
    """Steps 0 to 5, in order, on MNIST if its folder is given."""
    print("Step 0: constants")
    numClasses = 10
    lambda_ = 1e-4

    print("Step 1: data")
    random = np.random.default_rng()
    if DEBUG:
        # Larger than in earnest, so that a mistake in the decay term cannot hide.
        inputSize, lambda_, scale = 8, 0.1, 0.5
        images = random.standard_normal((inputSize, 100))
        labels = random.integers(1, numClasses, 100, endpoint=True)
    else:
        digits = load_mnist(mnist) if mnist else load_digits()
        images, labels = digits.train_images, digits.train_labels  # the digit 0 has label 10
        inputSize, scale = images.shape[0], 0.005

    print("Step 2: cost and gradient (softmaxCost.py)")
    theta = scale * random.standard_normal(numClasses * inputSize)
    cost, grad = softmaxCost(theta, numClasses, inputSize, lambda_, images, labels)
    print(f"  cost {cost:.6f}")

    if DEBUG:
        print("Step 3: gradient check (computeNumericalGradient.py)")
        checkNumericalGradient()
        numgrad = computeNumericalGradient(
            lambda p: softmaxCost(p, numClasses, inputSize, lambda_, images, labels), theta
        )
        difference = np.linalg.norm(numgrad - grad) / np.linalg.norm(numgrad + grad)
        print(f"  relative difference {difference:.4e}; a right gradient is below 1e-7")
        print("If it is, set DEBUG = False at the top of softmaxExercise.py and run it again.")
        return

    print(f"  theta is near 0, so the cost is near log({numClasses}) = {np.log(numClasses):.6f}")

    print("Step 4: training (softmaxTrain.py)")
    options = {"maxIter": 100}
    softmaxModel = softmaxTrain(inputSize, numClasses, lambda_, images, labels, options)

    print("Step 5: test (softmaxPredict.py)")
    pred = softmaxPredict(softmaxModel, digits.test_images)
    print(f"Accuracy: {100 * np.mean(np.ravel(pred) == digits.test_labels):.3f}%")


if __name__ == "__main__":
    main(*sys.argv[1:])
