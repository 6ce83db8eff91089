"""SciPy's L-BFGS-B on a cost in plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders import Log
from benchmarks.task import CLASSES, LAMBDA, PIXELS, Task


class SciPy:
    """scipy.optimize.minimize with 100 corrections, as many as minFunc keeps."""

    def __init__(self, variant: str) -> None:
        import scipy
        from scipy import optimize

        self.version, self.optimize = scipy.__version__, optimize

    def prepare(self, task: Task) -> None:
        """Mark each example's class in a matrix, as the exercise does."""
        self.task = task
        self.truth = np.zeros((CLASSES, task.labels.size))
        self.truth[task.labels - 1, np.arange(task.labels.size)] = 1.0

    def cost(self, flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Compute the formula as one writes it down in NumPy."""
        data, truth = self.task.images, self.truth
        theta = flat.reshape(CLASSES, PIXELS)
        scores = theta @ data
        scores -= scores.max(axis=0)
        logarithms = scores - np.log(np.exp(scores).sum(axis=0))
        count = data.shape[1]
        cost = -np.sum(truth * logarithms) / count + LAMBDA / 2.0 * np.sum(theta**2)
        gradient = -(truth - np.exp(logarithms)) @ data.T / count + LAMBDA * theta
        return float(cost), gradient.ravel()

    def evaluate(self) -> None:
        """Evaluate at the start."""
        self.cost(self.task.theta0.ravel())

    def train(self, log: Log) -> NDArray[np.float64]:
        """Minimise until the task is done."""
        iterations = 0

        def note(intermediate_result: Any) -> None:
            nonlocal iterations
            iterations += 1
            log(iterations, float(intermediate_result.fun))
            if self.task.is_done(iterations, intermediate_result.fun):
                raise StopIteration

        options = {
            "maxiter": self.task.most_iterations,
            "maxcor": 100,
            "ftol": 0.0,
            "gtol": 0.0,
            "maxfun": 10**6,
        }
        start = self.task.theta0.ravel()
        result = self.optimize.minimize(
            self.cost, start, jac=True, method="L-BFGS-B", options=options, callback=note
        )
        theta: NDArray[np.float64] = result.x.reshape(CLASSES, PIXELS)
        return theta
