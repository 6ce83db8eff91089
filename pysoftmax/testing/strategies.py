"""Hypothesis strategies for the exercise's problems and cases.

They are the same generators as those of the seeded parity run and the grader
(`pysoftmax.conformance.problems`); Hypothesis makes the choices, and so can shrink them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from pysoftmax.conformance import problems as generators
from pysoftmax.conformance.case import Case
from pysoftmax.conformance.choices import Choices
from pysoftmax.conformance.problems import ANYTHING, Problem, Regime
from pysoftmax.conformance.property import Property

__all__ = ["DrawnChoices", "cases", "made_by", "problems"]

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
    """Whatever a function makes of choices."""

    @st.composite
    def strategy(draw: st.DrawFn) -> Made:
        return make(DrawnChoices(draw))

    return strategy()


def problems(regime: Regime = ANYTHING) -> st.SearchStrategy[Problem]:
    """Softmax regression problems of a regime; by default everything that is finite."""
    return made_by(lambda choices: generators.problem(choices, regime))


def cases(held: Property) -> st.SearchStrategy[Case]:
    """Cases of a property, such as ``PROPERTIES["cost-and-gradient"]``."""
    return made_by(held.make)
