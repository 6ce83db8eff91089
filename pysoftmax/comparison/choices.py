"""Where a case's choices come from: a seed, a recording, or Hypothesis.

A case is made by a function of a `Choices`. So the same generator serves the seeded parity run, the
grader and Hypothesis (`pysoftmax.testing.strategies`), and a failing case can be shrunk by making
its choices smaller and building the case again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np

__all__ = ["Choices", "RecordedChoices", "SeededChoices"]

T = TypeVar("T")


class Choices(Protocol):
    """A source of small decisions; the lowest integer and the first option are the simplest."""

    def integer(self, low: int, high: int) -> int:
        """Return a whole number in low..high, both included."""
        ...

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        ...


class SeededChoices:
    """Choices drawn from a seed, and recorded in `taken` (each minus its lowest value)."""

    def __init__(self, seed: int | Sequence[int]) -> None:
        self._random = np.random.Generator(np.random.PCG64(seed))
        self.taken: list[int] = []

    def integer(self, low: int, high: int) -> int:
        choice = int(self._random.integers(low, high, endpoint=True))
        self.taken.append(choice - low)
        return choice

    def pick(self, options: Sequence[T]) -> T:
        return options[self.integer(0, len(options) - 1)]


class RecordedChoices:
    """Replays recorded choices; past the end of the recording, makes the simplest choice."""

    def __init__(self, taken: Sequence[int]) -> None:
        self._recorded = list(taken)
        self.taken: list[int] = []

    def integer(self, low: int, high: int) -> int:
        position = len(self.taken)
        offset = self._recorded[position] if position < len(self._recorded) else 0
        offset = min(offset, high - low)
        self.taken.append(offset)
        return low + offset

    def pick(self, options: Sequence[T]) -> T:
        return options[self.integer(0, len(options) - 1)]
