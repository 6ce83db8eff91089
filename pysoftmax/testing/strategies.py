"""Hypothesis strategies for an exercise's cases.

The seeded parity run and the grader use the same generators; here Hypothesis makes the choices and
can shrink them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.comparison.claim import Claim

__all__ = ["DrawnChoices", "cases", "made_by"]

T = TypeVar("T")
Made = TypeVar("Made")


class DrawnChoices:
    """Choices that Hypothesis makes; it shrinks each towards its lowest value."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))

    def pick(self, options: Sequence[T]) -> T:
        return options[self.integer(0, len(options) - 1)]


def made_by(make: Callable[[Choices], Made]) -> st.SearchStrategy[Made]:
    """Return a strategy for the results of `make`."""

    @st.composite
    def strategy(draw: st.DrawFn) -> Made:
        return make(DrawnChoices(draw))

    return strategy()


def cases(claim: Claim) -> st.SearchStrategy[Case]:
    """Cases of a claim, such as ``CLAIMS["cost-and-gradient"]`` of the exercise."""
    return made_by(claim.make)
