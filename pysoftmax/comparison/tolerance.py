"""How much an output may differ from the oracle's, with a name and a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["EPS", "IDENTICAL", "TINY", "Tolerance"]

EPS = float(np.finfo(float).eps)
TINY = float(np.finfo(float).smallest_normal)
"""Below this, results may be rounded to any representable number, including zero, because compiled
loops and vectorised exponentials may flush subnormal numbers."""

Bound = float | NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Tolerance:
    """How much an output may differ from the oracle's.

    Attributes
    ----------
    name
        A short name, for tables.
    why
        The derivation in one sentence.
    bound
        The largest absolute difference: one number, or an array of the output's shape; or a
        function that gives it, called only if something differs.
    zero_signs
        Whether +0 and -0 differ.
    """

    name: str
    why: str
    bound: Bound | Callable[[], Bound] = 0.0
    zero_signs: bool = False

    def at_least(self, relative: float = 0.0, absolute: float = 0.0) -> Tolerance:
        """Return this tolerance, widened to at least the given ones.

        A grader does not judge the last bits. `relative` is a fraction of the largest expected
        entry, so `compare` applies it; `absolute` is a lower limit of the bound.
        """
        why = f"{self.why}; at least {relative:g} of the largest entry, {absolute:g} absolute"
        return _Loosened(
            f"{self.name}, loosened",
            why,
            lambda: np.maximum(self.largest(), absolute),
            relative=relative,
        )

    def largest(self) -> Bound:
        """Return the bound itself, computed if need be."""
        return self.bound() if callable(self.bound) else self.bound

    def limits(self, expected: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the bound as an array of the shape of `expected`."""
        bound = np.asarray(self.largest(), dtype=float)
        if bound.ndim and bound.shape != expected.shape and bound.size == expected.size:
            bound = bound.ravel(order="F").reshape(expected.shape, order="F")
        return np.broadcast_to(bound, expected.shape)


@dataclass(frozen=True, eq=False)
class _Loosened(Tolerance):
    """A tolerance with a floor relative to the largest expected entry."""

    relative: float = 0.0

    def limits(self, expected: NDArray[np.float64]) -> NDArray[np.float64]:
        finite = np.abs(expected[np.isfinite(expected)])
        floor = self.relative * float(finite.max()) if finite.size else 0.0
        return np.maximum(super().limits(expected), floor)


IDENTICAL = Tolerance("identical", "the same values, bit for bit", 0.0, zero_signs=True)
