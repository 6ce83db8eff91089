"""The cost of examples that do not all count the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pysoftmax.kernels.seam import Data, Doubles, Kernel


@dataclass(frozen=True)
class WeightedProblem:
    """A `PreparedExamples` whose cost is a weighted mean over the examples.

    The scores come from a kernel; what follows is the plain formula, as kernels sum over examples
    that all count the same.

    Parameters
    ----------
    kernel
        Computes ``theta @ data``.
    data
        ``inputSize x M``, a float64 or a SciPy sparse array.
    labels
        M labels from 0.
    weights
        M weights, 0 or more, not all 0. Only their proportions matter.
    """

    kernel: Kernel
    data: Data
    labels: NDArray[np.int64]
    weights: Doubles

    def evaluate(self, theta: Doubles, lambda_: float) -> tuple[float, Doubles]:
        """See `pysoftmax.kernels.seam.PreparedExamples`."""
        shares = self.weights / self.weights.sum()
        own = self.labels, np.arange(self.labels.size)
        # Like a kernel, report an overflow by a cost that is not finite, not by a warning.
        with np.errstate(over="ignore", invalid="ignore"):
            scores = self.kernel.scores(theta, self.data)
            scores = scores - scores.max(axis=0)
            exponentials = np.exp(scores)
            totals = exponentials.sum(axis=0)
            cost = shares @ (np.log(totals) - scores[own]) + lambda_ / 2.0 * np.sum(theta**2)
            errors = exponentials / totals
            errors[own] -= 1.0  # P - groundTruth
            gradient = (errors * shares) @ self.data.T + lambda_ * theta
        return float(cost), gradient
