"""The interface of a kernel, behind which the exercise's arithmetic can be exchanged."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

Data = Any
"""inputSize x M: a float64 array of any layout, a SciPy sparse array, or `pysoftmax.ByteImages`."""


class PreparedExamples(Protocol):
    """Examples and labels, prepared for evaluating the cost of many thetas."""

    def evaluate(self, theta: Doubles, lambda_: float) -> tuple[float, Doubles]:
        """Return the cost of ``theta`` (numClasses x inputSize) and its gradient, a new array."""
        ...


class Kernel(Protocol):
    """One way to do the arithmetic.  Callers validate the arguments."""

    @property
    def name(self) -> str:
        """Its name in `pysoftmax.kernels.use`."""
        ...

    @property
    def threads(self) -> int:
        """How many threads it uses."""
        ...

    def problem(
        self, data: Data, labels0: NDArray[np.int64], num_classes: int, reuse: bool = False
    ) -> PreparedExamples:
        """Return the problem of ``data`` with labels from 0; ``reuse`` promises many evaluations.

        The problem keeps references to the arrays, which must not change while it is used.
        """
        ...

    def scores(self, theta: Doubles, data: Data) -> Doubles:
        """Return ``theta @ data``, numClasses x M."""
        ...
