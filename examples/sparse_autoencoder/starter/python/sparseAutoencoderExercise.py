"""The exercise: run it again after each step, with ``python sparseAutoencoderExercise.py``."""

import numpy as np
from computeNumericalGradient import computeNumericalGradient
from initializeParameters import initializeParameters
from sparseAutoencoderCost import sparseAutoencoderCost

from pysoftmax.minFunc import minFunc

# True: steps 2 and 3 on a small random problem. Once they are right, False: on to training.
DEBUG = True


def edges(count, random):
    """Return pictures of 8 x 8 pixels, each with one edge: 64 x count, from 0.1 to 0.9."""
    x, y = (
        part.reshape(64, 1) for part in np.meshgrid(np.linspace(-1, 1, 8), np.linspace(-1, 1, 8))
    )
    angle = random.uniform(0, 2 * np.pi, count)
    distance = x * np.cos(angle) + y * np.sin(angle) - random.uniform(-0.5, 0.5, count)
    return 0.1 + 0.8 / (1 + np.exp(-6 * distance))


def main():
    """Steps 0 to 5, in order."""
    print("Step 0: constants and data")
    random = np.random.default_rng()
    if DEBUG:
        # Biases and terms large enough that no mistake can hide.
        visibleSize, hiddenSize = 5, 3
        lambda_, sparsityParam, beta = 0.1, 0.2, 3
        patches = random.uniform(0.1, 0.9, (visibleSize, 7))
    else:
        hiddenSize = 16
        lambda_, sparsityParam, beta = 1e-4, 0.05, 0.3
        patches = edges(400, random)
        visibleSize = patches.shape[0]

    print("Step 1: initial parameters (initializeParameters.py)")
    theta = initializeParameters(hiddenSize, visibleSize)
    if DEBUG:
        theta = theta + 0.5 * random.standard_normal(theta.shape)

    def J(p):
        return sparseAutoencoderCost(
            p, visibleSize, hiddenSize, lambda_, sparsityParam, beta, patches
        )

    print("Step 2: cost and gradient (sparseAutoencoderCost.py)")
    cost, grad = J(theta)
    print(f"  cost {cost:.6f}")

    if DEBUG:
        print("Step 3: gradient check (computeNumericalGradient.py)")
        numgrad = computeNumericalGradient(J, theta)
        difference = np.linalg.norm(numgrad - grad) / np.linalg.norm(numgrad + grad)
        print(f"  relative difference {difference:.4e}; a right gradient is below 1e-7")
        print("If it is, set DEBUG = False in sparseAutoencoderExercise.py and run it again.")
        return

    print("Step 4: training")
    theta, cost, *_ = minFunc(J, theta, {"maxIter": 100, "Display": "final"})
    print(f"  cost {cost:.6f} after training")

    print("Step 5: what the hidden units see")
    W1 = theta[: hiddenSize * visibleSize].reshape((hiddenSize, visibleSize), order="F")
    for unit in range(3):
        # The input of a fixed length that activates the unit most.
        best = (W1[unit] / np.abs(W1[unit]).max()).reshape(8, 8)
        print(f"  unit {unit + 1}")
        for line in np.rint(2 * (1 + best)).astype(int):
            print("".join(" .:+#"[shade] for shade in line))


if __name__ == "__main__":
    main()
