"""The formula on one screen: the oracle of the other kernels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pysoftmax.images import ByteImages
from pysoftmax.kernels.seam import Data, Doubles


@dataclass(frozen=True)
class PlainProblem:
    """Cost and gradient of softmax regression, written as in a textbook."""

    data: Data
    labels: NDArray[np.int64]

    def evaluate(self, theta: Doubles, lambda_: float) -> tuple[float, Doubles]:
        """See `pysoftmax.kernels.seam.PreparedExamples`."""
        count = self.labels.size
        labelled = self.labels, np.arange(count)
        # Numbers that are not finite give a cost that is not finite: no reason for a warning.
        with np.errstate(over="ignore", invalid="ignore"):
            scores = theta @ self.data
            scores = scores - scores.max(axis=0)
            exponentials = np.exp(scores)
            totals = exponentials.sum(axis=0)
            # -log p as a difference of logarithms: finite even if p underflows.
            losses = np.log(totals) - scores[labelled]
            errors = exponentials / totals
            errors[labelled] -= 1.0  # P - groundTruth
            cost = losses.mean() + lambda_ / 2.0 * np.sum(theta**2)
            gradient = errors @ self.data.T / count + lambda_ * theta
        return float(cost), gradient


class PlainKernel:
    """Products of whole matrices; bytes are converted to doubles first."""

    name = "plain"
    threads = 1

    def problem(
        self, data: Data, labels0: NDArray[np.int64], num_classes: int, reuse: bool = False
    ) -> PlainProblem:
        """See `pysoftmax.kernels.seam.Kernel`."""
        return PlainProblem(_as_doubles(data), labels0)

    def scores(self, theta: Doubles, data: Data) -> Doubles:
        """See `pysoftmax.kernels.seam.Kernel`."""
        with np.errstate(over="ignore", invalid="ignore"):
            scores: Doubles = theta @ _as_doubles(data)
        return scores


def _as_doubles(data: Data) -> Data:
    return data.toarray() if isinstance(data, ByteImages) else data
