"""The parity run: two implementations over many cases, function by function."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from pysoftmax.comparison.case import Answer, Case, Implementation
from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.comparison.claim import Claim
from pysoftmax.exercise import Excuse, Exercise
from pysoftmax.parity.causes import Cause, Compared, Key, Side, cause_of, choices_seed

__all__ = [
    "FunctionParity",
    "claims_of",
    "compare_cases",
    "compare_function",
    "excuse_for",
    "made",
    "not_given",
    "numbered_cases",
    "planned_cases",
]

Planned = tuple[Claim, int, Case]
"""A claim, the number of its case, and the case."""

BATCH = 250
"""Cases in one round trip: its own cost hardly shows, and the two sides can work at once."""


@dataclass
class FunctionParity:
    """How one function fared.

    Attributes
    ----------
    function
        Its name.
    cases
        Cases compared.
    equal
        Of those, how many are equal to the last bit in every output.
    rejected
        How many were bad input, and an error on both sides.
    undecided
        How many were left undecided, since rounding alone decides them.
    deviations
        How many differed in a known way, by name; they are not among the cases compared.
    not_possible
        How many could not be compared on this machine, by the name of the reason.
    ulps, relative
        The largest difference that has a finite size, disagreements included.
    tolerances
        The tolerances applied: name to reason.
    closest
        The agreeing case that came closest to its bound.
    used
        The largest share of its bound that a difference took up, disagreements included; -1 if
        nothing was compared with a bound.
    causes
        The disagreements, by what they have in common.
    not_asked
        Cases not compared, since the function had hung or taken Octave down too often.
    not_given
        Claims left out, since they are about an output that a side does not return, and the side.
    """

    function: str
    cases: int = 0
    equal: int = 0
    rejected: int = 0
    undecided: int = 0
    deviations: Counter[str] = field(default_factory=Counter)
    not_possible: Counter[str] = field(default_factory=Counter)
    ulps: float = 0.0
    relative: float = 0.0
    tolerances: dict[str, str] = field(default_factory=dict)
    closest: Compared | None = None
    used: float = -1.0
    causes: dict[Key, Cause] = field(default_factory=dict)
    not_asked: int = 0
    not_given: dict[str, str] = field(default_factory=dict)
    _closest_used: float = -1.0

    @property
    def disagreed(self) -> int:
        """How many cases disagree."""
        return sum(cause.count for cause in self.causes.values())

    @property
    def within(self) -> int:
        """How many cases agree within their tolerance, but not to the last bit."""
        return self.cases - self.equal - self.rejected - self.undecided - self.disagreed

    @property
    def known(self) -> int:
        """How many cases differ in a known way."""
        return self.deviations.total()

    @property
    def not_compared(self) -> int:
        """How many cases could not be compared."""
        return self.not_asked + self.not_possible.total()

    @property
    def asked(self) -> int:
        """All cases: each is counted in one other place."""
        return self.cases + self.known + self.not_compared

    @property
    def by_count(self) -> list[Cause]:
        """The causes of disagreements, the most frequent first."""
        return sorted(self.causes.values(), key=lambda cause: -cause.count)

    def take(self, compared: Compared) -> None:
        """Count one case."""
        verdict, known = compared.verdict, compared.known
        if compared.expected.failure and compared.expected.failure.kind == "not asked":
            self.not_asked += 1
            return
        if known is not None:
            counts = self.not_possible if known.environment else self.deviations
            counts[known.name] += 1
            return
        self.cases += 1
        if not verdict.agrees:
            self._disagree(compared)
        elif not verdict.comparisons:
            self.rejected += 1
        elif any(c.tolerance.name == "undecided" for c in verdict.comparisons):
            self.undecided += 1
        else:
            self._agree(compared)

    def add(self, later: FunctionParity) -> None:
        """Count the cases that follow: the result is as if this had taken them one by one."""
        self.cases += later.cases
        self.equal += later.equal
        self.rejected += later.rejected
        self.undecided += later.undecided
        self.not_asked += later.not_asked
        for name, count in later.deviations.items():
            self.deviations[name] += count
        for name, count in later.not_possible.items():
            self.not_possible[name] += count
        self.ulps = max(self.ulps, later.ulps)
        self.relative = max(self.relative, later.relative)
        self.used = max(self.used, later.used)
        self.tolerances |= later.tolerances
        if self.closest is None or later._closest_used > self._closest_used:
            self.closest, self._closest_used = later.closest, later._closest_used
        for key, cause in later.causes.items():
            if key in self.causes:
                self.causes[key].add(cause)
            else:
                self.causes[key] = cause

    def _disagree(self, compared: Compared) -> None:
        key = cause_of(compared)
        if key in self.causes:
            self.causes[key].take(compared)
        else:
            self.causes[key] = Cause(key, 1, compared, compared)
        self._measure(compared)
        self.used = max(self.used, *(c.used for c in compared.verdict.comparisons), -1.0)

    def _agree(self, compared: Compared) -> None:
        comparisons = compared.verdict.comparisons
        self.equal += all(c.equal for c in comparisons)
        self._measure(compared)
        used = max(c.used for c in comparisons)
        if self.closest is None or used > self._closest_used:
            self.closest, self._closest_used = compared, used
        self.used = max(self.used, used)

    def _measure(self, compared: Compared) -> None:
        for c in compared.verdict.comparisons:
            self.tolerances[c.tolerance.name] = c.tolerance.why
            if math.isfinite(c.ulps):
                self.ulps = max(self.ulps, c.ulps)
            if math.isfinite(c.relative):
                self.relative = max(self.relative, c.relative)


def claims_of(exercise: Exercise, function: str) -> list[Claim]:
    """The claims that parity compares a function by."""
    return [c for c in exercise.claims.values() if c.share and c.function == function]


def not_given(exercise: Exercise, function: str, implementation: Implementation) -> tuple[str, ...]:
    """The claims about an optional output that a function does not return.

    One case of each shows it.
    """
    optional = [claim for claim in claims_of(exercise, function) if claim.optional]
    answers = implementation.answer([claim.make(SeededChoices(0)) for claim in optional])
    return tuple(
        claim.key for claim, answer in zip(optional, answers, strict=True) if _too_few(answer)
    )


def _too_few(answer: Answer) -> bool:
    """Whether a function returned fewer outputs than asked for, or refused to return so many."""
    if answer.failure is None:
        return False
    return answer.failure.kind == "invalid" or "too many outputs" in answer.failure.message


def planned_cases(
    exercise: Exercise, function: str, cases: int, seed: int, without: Collection[str] = ()
) -> Iterator[Planned]:
    """The cases of a function: the claim, the case's number, and the case.

    The claims in `without` are left out, and the others get their share of the cases.
    """
    return made(numbered_cases(exercise, function, cases, without), seed)


def numbered_cases(
    exercise: Exercise, function: str, cases: int, without: Collection[str] = ()
) -> list[tuple[Claim, int]]:
    """The cases of a function that are not made yet: the claim and the case's number."""
    claims = [claim for claim in claims_of(exercise, function) if claim.key not in without]
    total = sum(claim.share for claim in claims)
    return [(claim, n) for claim in claims for n in range(-(-cases * claim.share // total))]


def made(numbered: Iterable[tuple[Claim, int]], seed: int) -> Iterator[Planned]:
    """Make cases, when each is asked for."""
    for claim, number in numbered:
        yield claim, number, claim.make(SeededChoices(choices_seed(claim, seed, number)))


def compare_function(
    implementation: Implementation,
    oracle: Implementation,
    planned: Iterable[Planned],
    function: str,
    exercise: Exercise,
    trusted: Implementation | None = None,
    advance: Callable[[int], None] = lambda cases: None,
) -> FunctionParity:
    """Ask both sides all planned cases, in batches, and judge.

    Parameters
    ----------
    implementation, oracle
        The two sides.
    planned
        What to ask, as `planned_cases` gives it.
    function
        Whose cases these are.
    exercise
        Whose known deviations are excused.
    trusted
        The reference itself, if the oracle is a copy of the original: a disagreement in which the
        original deviates from it in a known way, and `implementation` does not, is counted apart.
    advance
        Told how many cases more are done.
    """
    parity = FunctionParity(function)
    # The oracle is mostly another process: while it answers, this one answers too, judges the
    # batch before and makes the next.
    with ThreadPoolExecutor(max_workers=1) as apart, _taking_turns():
        waiting: _Asked | None = None
        for batch in _batches(planned):
            cases = [case for _, _, case in batch]
            expected = apart.submit(oracle.answer, cases)
            asked = _Asked(batch, implementation.answer(cases), expected)
            if waiting is not None:
                _judge(waiting, parity, exercise, trusted)
                advance(len(waiting.batch))
            waiting = asked
        if waiting is not None:
            _judge(waiting, parity, exercise, trusted)
            advance(len(waiting.batch))
    return parity


@contextmanager
def _taking_turns() -> Iterator[None]:
    """Let a thread that has its answer from another process go on at once.

    It waits 5 ms for the interpreter's lock otherwise, some ten times a batch, while the other
    process has nothing to do: a third of all time, measured.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


@dataclass(frozen=True)
class _Asked:
    """A batch with one side's answers, and the other's to come."""

    batch: Sequence[Planned]
    answers: Sequence[Answer]
    expected: Future[list[Answer]]


def _judge(
    asked: _Asked, parity: FunctionParity, exercise: Exercise, trusted: Implementation | None
) -> None:
    """Compare the answers with the oracle's, and count them."""
    answered = zip(asked.batch, asked.answers, asked.expected.result(), strict=True)
    for planned, ours, theirs in answered:
        parity.take(_compared(planned, ours, theirs, exercise, trusted))


def compare_cases(
    implementation: Implementation,
    oracle: Implementation,
    planned: Sequence[Planned],
    exercise: Exercise,
    trusted: Implementation | None = None,
) -> list[Compared]:
    """Ask both sides a few cases, and judge: the arguments are those of `compare_function`."""
    cases = [case for _, _, case in planned]
    sides = zip(planned, implementation.answer(cases), oracle.answer(cases), strict=True)
    return [_compared(one, ours, theirs, exercise, trusted) for one, ours, theirs in sides]


def _compared(
    planned: Planned,
    ours: Answer,
    theirs: Answer,
    exercise: Exercise,
    trusted: Implementation | None,
) -> Compared:
    claim, number, case = planned
    verdict = claim.judge(case, ours, theirs)
    if verdict.agrees or trusted is None:
        return Compared(claim, number, case, ours, theirs, verdict)
    (right,) = trusted.answer([case])
    known = excuse_for(exercise, claim, case, ours, theirs, right)
    side = _side(claim, case, ours, theirs, right)
    return Compared(claim, number, case, ours, theirs, verdict, side, known)


def _side(claim: Claim, case: Case, ours: Answer, theirs: Answer, right: Answer) -> Side:
    """Which side differs from the reference's answer."""
    python = not claim.judge(case, ours, right).agrees
    octave = not claim.judge(case, theirs, right).agrees
    if python and octave:
        return "both"
    return "Python" if python else "Octave" if octave else "neither"


def _batches(
    planned: Iterable[Planned],
) -> Iterator[Sequence[Planned]]:
    batch: list[Planned] = []
    for one in planned:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def excuse_for(
    exercise: Exercise, claim: Claim, case: Case, answer: Answer, original: Answer, trusted: Answer
) -> Excuse | None:
    """The known difference that explains a disagreement, if there is one.

    Each side that differs from the reference must be explained.

    Parameters
    ----------
    exercise
        Whose excuses count.
    claim
        What was claimed of the case.
    case
        What was asked.
    answer, original, trusted
        What the Python side, the original, and the reference itself answered.
    """
    found: Excuse | None = None
    for side, excuses in (
        (answer, [known for known in exercise.excuses if known.either_side]),
        (original, exercise.excuses),
    ):
        off = claim.judge(case, side, trusted)
        if off.agrees:
            continue
        wrong = {mismatch.output for mismatch in off.mismatches}
        found = next((known for known in excuses if _about(known, wrong, case, side)), None)
        if found is None:
            return None
    return found


def _about(known: Excuse, wrong: set[str], case: Case, answer: Answer) -> bool:
    of_these = known.outputs is None or bool(wrong and wrong <= known.outputs)
    return of_these and known.explains(case, answer)
