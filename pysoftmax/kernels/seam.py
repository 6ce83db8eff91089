"""The seam: what a kernel is, so that the arithmetic can be exchanged under the exercise."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

Data = Any
"""inputSize x M: a float64 array of any layout, a SciPy sparse array, or `pysoftmax.ByteImages`."""


class Problem(Protocol):
    """Examples and labels, ready for the cost of many a theta."""

    def evaluate(self, theta: Doubles, lambda_: float) -> tuple[float, Doubles]:
        """Return the cost of ``theta`` (numClasses x inputSize) and its gradient, a new array."""
        ...


class Kernel(Protocol):
    """One way to do the arithmetic.  Arguments have been checked before they come here."""

    @property
    def name(self) -> str:
        """What `pysoftmax.kernels.use` calls it."""
        ...

    @property
    def threads(self) -> int:
        """How many threads it works with."""
        ...

    def problem(
        self, data: Data, labels0: NDArray[np.int64], num_classes: int, reuse: bool = False
    ) -> Problem:
        """Return the problem of ``data`` with labels from 0; ``reuse`` promises many evaluations.

        The problem reads the arrays where they lie: they must not change while it is used.
        """
        ...

    def scores(self, theta: Doubles, data: Data) -> Doubles:
        """Return ``theta @ data``, numClasses x M."""
        ...
