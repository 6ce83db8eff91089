"""The compiled kernel: Numba, vector registers, all cores, and zeros skipped.

Importing this package imports Numba; `pysoftmax.kernels` imports it when the kernel is first used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pysoftmax.kernels.blocked import BlockedKernel
from pysoftmax.kernels.compiled.plan import choose_loop
from pysoftmax.kernels.seam import Data, Doubles, PreparedExamples
from pysoftmax.kernels.team import thread_count

__all__ = ["CompiledKernel"]


class Loop(Protocol):
    """The dense or the sparse sums of one problem."""

    def sums(self, theta: Doubles) -> tuple[float, Doubles]:
        """Return the cost and its gradient summed over the examples, without decay."""
        ...


@dataclass(frozen=True)
class CompiledProblem:
    """Sums from a compiled loop, or from ``otherwise`` if a number is not finite."""

    loop: Loop
    count: int
    otherwise: PreparedExamples

    def evaluate(self, theta: Doubles, lambda_: float) -> tuple[float, Doubles]:
        """See `pysoftmax.kernels.seam.PreparedExamples`."""
        with np.errstate(over="ignore", invalid="ignore"):
            # Not finite if theta is not, even if lambda_ is 0, because 0 times inf is NaN.
            decay = float(lambda_ / 2.0 * np.sum(theta**2))
        if np.isfinite(decay):
            cost, gradient = self.loop.sums(theta)
            if np.isfinite(cost):
                return cost / self.count + decay, gradient / self.count + lambda_ * theta
        # A loop that skips zeros misses that zero times inf is NaN.
        return self.otherwise.evaluate(theta, lambda_)


class CompiledKernel:
    """The fastest kernel; `choose_loop` selects its loop for the data."""

    name = "compiled"

    @property
    def threads(self) -> int:
        """See `pysoftmax.kernels.seam.Kernel`."""
        return thread_count()

    def problem(
        self, data: Data, labels0: NDArray[np.int64], num_classes: int, reuse: bool = False
    ) -> PreparedExamples:
        """See `pysoftmax.kernels.seam.Kernel`."""
        loop = choose_loop(data, labels0, num_classes, reuse)
        otherwise = BlockedKernel().problem(data, labels0, num_classes)
        return otherwise if loop is None else CompiledProblem(loop, labels0.size, otherwise)

    def scores(self, theta: Doubles, data: Data) -> Doubles:
        """See `pysoftmax.kernels.seam.Kernel`.  For one product NumPy is as fast."""
        return BlockedKernel().scores(theta, data)
