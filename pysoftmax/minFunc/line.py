"""The objective along a line, for the two searches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pysoftmax.minFunc.sums import Vector, inner_product

__all__ = ["Line", "Objective", "Point"]

Objective = Callable[[Vector], tuple[float, Vector]]


@dataclass(frozen=True, slots=True)
class Point:
    """A trial step, with the value, the gradient, and the slope along the line there."""

    t: float
    f: float
    g: Vector
    slope: float

    def is_finite(self) -> bool:
        """Return whether the value and every entry of the gradient are finite."""
        return bool(np.isfinite(self.f) and np.isfinite(self.g).all())

    def row(self) -> tuple[float, float, float]:
        """Return (t, f, slope), the row that `polyinterp` expects."""
        return self.t, self.f, self.slope


class Line:
    """The points x + t d; every call of `at` evaluates the objective."""

    def __init__(self, objective: Objective, x: Vector, d: Vector) -> None:
        self.evaluations = 0
        self._objective = objective
        self._x = x
        self._d = d

    def at(self, t: float) -> Point:
        """Evaluate the objective at x + t d."""
        self.evaluations += 1
        trial = t * self._d
        trial += self._x
        f, g = self._objective(trial)
        return Point(t, f, g, inner_product(g, self._d))
