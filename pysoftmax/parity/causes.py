"""Disagreements by their cause: how many, the smallest, and the worst."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.shrink import shrink
from pysoftmax.comparison.verdict import Verdict, describe_call
from pysoftmax.exercise import Excuse

__all__ = [
    "Cause",
    "Compared",
    "Key",
    "Side",
    "cause_of",
    "choices_seed",
    "explain",
    "made_smaller",
]

Side = Literal["", "Python", "Octave", "both", "neither"]
"""Which side differs from the reference; empty if the reference is one of the sides."""

SIDES: dict[Side, str] = {
    "": "Python and Octave differ",
    "Python": "Python differs from the reference",
    "Octave": "Octave differs from the reference",
    "both": "both sides differ from the reference",
    "neither": "both sides are close to the reference, but not to each other",
}
FINAL = ("timeout", "crash", "limit", "missing", "not asked")
"""Kinds of failure that are not repeated to find a smaller case."""
MOST_ENTRIES = 3
"""Wrong entries that are shown."""


@dataclass(frozen=True, eq=False)
class Compared:
    """One case with what both sides made of it.

    Attributes
    ----------
    claim
        What was claimed.
    number
        Which of the claim's cases this is: with the seed, it makes the case again.
    case, answer, expected
        What was asked, and what Python and Octave answered.
    verdict
        What is wrong.
    side
        Which side differs from the reference.
    known
        The known difference that explains the disagreement.
    """

    claim: Claim
    number: int
    case: Case
    answer: Answer
    expected: Answer
    verdict: Verdict
    side: Side = ""
    known: Excuse | None = None

    @property
    def relative(self) -> float:
        """The largest difference that has a finite size; -1 if none has."""
        sizes = (c.relative for c in self.verdict.comparisons if c.wrong)
        return max((size for size in sizes if math.isfinite(size)), default=-1.0)

    @property
    def size(self) -> int:
        """How many numbers the arguments hold."""
        return sum(map(_numbers_in, self.case.args))


def _numbers_in(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_numbers_in, value.values()))
    return int(np.size(value)) if isinstance(value, np.ndarray) else 1


Key = tuple[Side, str]
"""The side that differs, and how."""


@dataclass
class Cause:
    """Disagreements that look alike.

    Attributes
    ----------
    key
        What they have in common.
    count
        How many there are.
    smallest, worst
        The one with the fewest numbers, and the one with the largest difference.
    """

    key: Key
    count: int
    smallest: Compared
    worst: Compared

    @property
    def title(self) -> str:
        """What they have in common, in words."""
        side, what = self.key
        return f"{SIDES[side]}: {what}"

    def take(self, compared: Compared) -> None:
        """Count one more."""
        self.count += 1
        if compared.size < self.smallest.size:
            self.smallest = compared
        if compared.relative > self.worst.relative:
            self.worst = compared

    def add(self, later: Cause) -> None:
        """Count those that follow."""
        self.count += later.count
        if later.smallest.size < self.smallest.size:
            self.smallest = later.smallest
        if later.worst.relative > self.worst.relative:
            self.worst = later.worst


def cause_of(compared: Compared) -> Key:
    """What a disagreement has in common with others."""
    return compared.side, _what(compared)


def _what(compared: Compared) -> str:
    outputs = [c.output for c in compared.verdict.comparisons if c.wrong]
    if outputs:
        return f"{', '.join(outputs)} {'differs' if len(outputs) == 1 else 'differ'}"
    sides = (("Python", compared.answer), ("Octave", compared.expected))
    if compared.claim.must_fail:
        accepting = [name for name, answer in sides if answer.failure is None]
        if accepting:
            verb = "accepts" if len(accepting) == 1 else "accept"
            return f"{' and '.join(accepting)} {verb} bad input"
    failing = [
        f"{name} fails: {_general(answer.failure.message)}"
        for name, answer in sides
        if answer.failure is not None
    ]
    return "; ".join(failing) or _general(compared.verdict.problem)


def _general(message: str) -> str:
    """The first line of a message, without the numbers of its case."""
    first = (message.strip().splitlines() or [""])[0]
    return re.sub(r"-?\d[\d.]*(?:e[+-]?\d+)?", "N", first)[:120]


def explain(compared: Compared) -> list[str]:
    """What was asked, and what each side answered, a fact on each line."""
    case, verdict = compared.case, compared.verdict
    lines = [f"{describe_call(case)}; {case.about}" if case.about else describe_call(case)]
    for comparison in verdict.comparisons:
        for mismatch in comparison.mismatches[:MOST_ENTRIES]:
            place = f"[{', '.join(map(str, mismatch.index))}]" if mismatch.index else ""
            allowed = f" (allowed difference {mismatch.bound:.3g})" if mismatch.bound else ""
            lines.append(
                f"{mismatch.output}{place}: Python {_shown(mismatch.actual)}, "
                f"Octave {_shown(mismatch.expected)}{allowed}"
            )
        if comparison.wrong > min(MOST_ENTRIES, len(comparison.mismatches)):
            count = f"{comparison.wrong:,} of {comparison.entries:,} entries"
            lines.append(f"{comparison.output}: {count} differ")
    if not verdict.mismatches:
        for name, answer in (("Python", compared.answer), ("Octave", compared.expected)):
            failure = answer.failure
            said = f"{failure.kind}: {failure.message}" if failure else "returned a value"
            lines.append(f"{name}: {said}")
        invalid = verdict.failure is not None and verdict.failure.kind == "invalid"
        if invalid and compared.answer.failure is None:
            lines.append(verdict.problem)
    return lines


def _shown(value: Any) -> str:
    return f"{value:.17g}" if isinstance(value, float) else str(value)


def made_smaller(
    cause: Cause, seed: int, compare: Callable[[Sequence[tuple[Claim, int, Case]]], list[Compared]]
) -> Compared:
    """The smallest disagreement of the same cause that a few batches of candidates find.

    Parameters
    ----------
    cause
        Whose smallest case is made smaller.
    seed
        The run's.
    compare
        Asks both sides and judges.
    """
    start = cause.smallest
    failures = (start.answer.failure, start.expected.failure)
    if any(failure is not None and failure.kind in FINAL for failure in failures):
        return start
    choices = SeededChoices(choices_seed(start.claim, seed, start.number))
    start.claim.make(choices)
    found: dict[int, Compared] = {id(start.case): start}

    def fails(cases: Sequence[Case]) -> list[bool]:
        results = compare([(start.claim, start.number, case) for case in cases])
        found.update((id(result.case), result) for result in results)
        return [
            not result.verdict.agrees and result.known is None and cause_of(result) == cause.key
            for result in results
        ]

    smallest = shrink(start.claim.make, choices.taken, fails)
    return found.get(id(smallest), start)


def choices_seed(claim: Claim, seed: int, number: int) -> list[int]:
    """What the choices of a claim's case are drawn from."""
    return [seed, zlib.crc32(claim.key.encode()), number]
