"""How one test of a .m file ended, for the report on a folder."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pysoftmax.comparison.closeness import Comparison

__all__ = ["Outcome", "Side"]

Side = Literal["", "Python", "Octave", "both", "values", "test"]
"""What fails: a language alone raises or is broken; both raise, but not for the same reason; both
return, and the values differ; or the test itself. Empty if nothing fails."""


@dataclass
class Outcome:
    """How one test ended.

    Attributes
    ----------
    m_file, test
        The path of the .m file, and pytest's name of the test.
    cases, rejected
        How many cases were compared, and how many of them both sides rejected.
    worst
        The largest difference as a share of the output's largest entry.
    used
        The largest share of its tolerance that a difference took up; above 1 is a failure.
    problem, side
        What the test says if it fails, without how to repeat it; and what fails.
    recorded
        The program whose recorded answers were used; empty if Octave answered.
    skipped
        Why the test did not run; empty if it did.
    """

    m_file: str
    test: str
    cases: int = 0
    rejected: int = 0
    worst: float = 0.0
    used: float = 0.0
    problem: str = ""
    side: Side = ""
    recorded: str = ""
    skipped: str = ""

    def measure(self, comparisons: Iterable[Comparison]) -> None:
        """Keep the largest differences that have a size."""
        for comparison in comparisons:
            if math.isfinite(comparison.relative):
                self.worst = max(self.worst, comparison.relative)
            if math.isfinite(comparison.used):
                self.used = max(self.used, comparison.used)
