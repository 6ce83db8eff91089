"""Count how often second-order solvers go through the data, beside L-BFGS, on MNIST.

Run: ``python -m benchmarks.second_order``. An evaluation of cost and gradient, and a product with
the Hessian, read all the data once each. No time is measured. Each solver stops at the objective
that L-BFGS has after 100 iterations, plus 1e-6. It takes some minutes.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from benchmarks.task import CLASSES, ITERATIONS, LAMBDA, PIXELS, Task
from pysoftmax import softmaxCost

EXTRA = 1e-6
SOLVERS = {"trust-ncg": "SciPy's trust-region Newton", "trust-krylov": "SciPy's trust-krylov"}

Vector = NDArray[np.float64]


class Counted:
    """Cost, gradient and products with the Hessian, counted."""

    def __init__(self, task: Task) -> None:
        self.task, self.counts = task, Counter[str]()
        self._at: bytes = b""

    def value(self, flat: Vector) -> tuple[float, Vector]:
        """Compute cost and gradient."""
        self.counts["evaluations"] += 1
        cost, gradient = softmaxCost(
            flat, CLASSES, PIXELS, LAMBDA, self.task.images, self.task.labels
        )
        return float(cost), gradient

    def product(self, flat: Vector, direction: Vector) -> Vector:
        """Multiply the Hessian at a point by a direction."""
        self.counts["products"] += 1
        data = self.task.images
        if flat.tobytes() != self._at:  # the same for all products of an iteration
            scores = flat.reshape((CLASSES, PIXELS), order="F") @ data
            scores = np.exp(scores - scores.max(axis=0))
            self._at, self._p = flat.tobytes(), scores / scores.sum(axis=0)
        along = direction.reshape((CLASSES, PIXELS), order="F") @ data
        weighted = self._p * (along - (self._p * along).sum(axis=0))
        whole: Vector = (weighted @ data.T / data.shape[1]).ravel(order="F") + LAMBDA * direction
        return whole


def main() -> None:
    """Count, and print a line for each solver."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, help="use only the first so many")
    asked = parser.parse_args()
    task = Task.load(False, 0.0)
    images = np.ascontiguousarray(task.images[:, : asked.examples])
    task.images, task.labels = images, task.labels[: asked.examples]
    start = task.theta0.ravel(order="F")
    counted = Counted(task)
    trained = _by_lbfgs(counted, start)
    target = counted.value(trained)[0] + EXTRA
    print(f"L-BFGS: {counted.counts['evaluations'] - 1} evaluations to {target:.9f}", flush=True)
    for method, title in SOLVERS.items():
        counted = Counted(task)
        _by_scipy(counted, start, method, target)
        counts = counted.counts
        print(f"{title}: {counts['evaluations']} and {counts['products']} products", flush=True)


def _by_lbfgs(counted: Counted, start: Vector) -> Vector:
    from pysoftmax.minFunc import minFunc

    options = {"Method": "lbfgs", "maxIter": ITERATIONS, "display": "off"}
    return minFunc(counted.value, start, options)[0]


def _by_scipy(counted: Counted, start: Vector, method: str, target: float) -> None:
    def enough(intermediate_result: Any) -> None:
        if intermediate_result.fun <= target:
            raise StopIteration

    optimize.minimize(
        counted.value,
        start,
        jac=True,
        hessp=counted.product,
        method=method,
        callback=enough,
        options={"gtol": 0.0, "maxiter": ITERATIONS},
    )


if __name__ == "__main__":
    main()
