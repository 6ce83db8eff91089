"""A parity run as a table, as JSON and in one line: functions of the result, nothing else."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pysoftmax.parity.causes import Cause, explain
from pysoftmax.parity.run import FunctionParity
from pysoftmax.words import aligned, plural

__all__ = [
    "MOST_CAUSES",
    "SCHEMA",
    "About",
    "Replay",
    "Report",
    "as_json",
    "as_table",
    "rows",
    "verdict",
]

SCHEMA = 2
"""The version of the JSON report."""
MOST_CAUSES = 4
"""Causes of a function's disagreements that are shown and saved; the rest are counted."""


@dataclass(frozen=True)
class Replay:
    """How to ask a saved case again: a line for each language."""

    title: str
    python: str
    octave: str


@dataclass(frozen=True)
class About:
    """What was compared, and how.

    Attributes
    ----------
    python, octave
        The two sides.
    command
        The command that repeats the run.
    date
        When it ended, in UTC.
    seed, cases
        The seed, and how many cases were asked for of each function.
    versions
        Of each program and package, by name.
    notes
        What else a reader should know.
    left_out
        The functions that were not compared, and why.
    """

    python: str
    octave: str
    command: str
    date: str
    seed: int
    cases: int
    versions: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """A run with all that its readers need.

    Attributes
    ----------
    about
        What was compared.
    parities
        The result, a function at a time.
    replays
        The saved cases of each function: of its causes, in order; or the worst that agrees.
    reasons
        What causes each known difference, by its name.
    """

    about: About
    parities: Sequence[FunctionParity]
    replays: Mapping[str, Sequence[Replay]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


HEADER = (
    "function",
    "asked",
    "equal",
    "within tolerance",
    "rejected",
    "undecided",
    "known",
    "not compared",
    "disagree",
    "largest difference",
    "of bound",
)
WORDS = ("function", "largest difference")


def as_table(parities: Sequence[FunctionParity]) -> list[str]:
    """One line per function, under a header; the counts of a line add up to ``asked``."""
    return aligned([HEADER, *map(rows, parities)], WORDS)


def rows(p: FunctionParity) -> tuple[str, ...]:
    """A function's cells, in the order of the table's header."""
    counts = (
        p.asked,
        p.equal,
        p.within,
        p.rejected,
        p.undecided,
        p.known,
        p.not_compared,
        p.disagreed,
    )
    return (p.function, *(f"{count:,}" for count in counts), _difference(p), _share(p.used))


def _difference(p: FunctionParity) -> str:
    if p.relative:
        return f"{p.ulps:.0f} ulp, {p.relative:.1e}" if p.ulps < 1e6 else f"{p.relative:.1e}"
    if p.disagreed:
        return "no number"
    return "rounding around 0" if p.within else "none"


def _share(used: float) -> str:
    if used < 0:
        return "-"
    if used <= 10:
        return f"{used:.0%}"
    return f"{used:.0e} x" if math.isfinite(used) else "no bound"


def verdict(parities: Sequence[FunctionParity]) -> str:
    """Who agrees, in one line."""
    wrong = [p for p in parities if p.disagreed]
    agreeing = [p for p in parities if not p.disagreed and p.cases]
    cases = sum(p.cases for p in agreeing)
    agree = "agrees" if len(agreeing) == 1 else "agree"
    rest = f"{plural(len(agreeing), 'function')} {agree} in {cases:,} cases"
    if not wrong:
        return f"AGREE: {rest}"
    named = ", ".join(f"{p.function} ({p.disagreed:,} of {p.asked:,} cases)" for p in wrong)
    return f"DISAGREE: {named}; {rest}" if agreeing else f"DISAGREE: {named}"


def as_json(report: Report) -> str:
    """The report as JSON.

    JSON has no infinity: a difference that is not finite is null.
    """
    functions = [_function(p, report.replays.get(p.function, ())) for p in report.parities]
    whole = {
        "schema": SCHEMA,
        **asdict(report.about),
        "verdict": verdict(report.parities),
        "reasons": dict(report.reasons),
        "functions": functions,
    }
    return json.dumps(whole, indent=2, allow_nan=False) + "\n"


def _function(p: FunctionParity, replays: Sequence[Replay]) -> dict[str, Any]:
    return {
        "function": p.function,
        "asked": p.asked,
        "cases": p.cases,
        "equal_to_the_last_bit": p.equal,
        "within_tolerance": p.within,
        "rejected_on_both_sides": p.rejected,
        "undecided_by_rounding": p.undecided,
        "known_deviations": dict(p.deviations),
        "not_possible": dict(p.not_possible),
        "not_asked": p.not_asked,
        "not_given": p.not_given,
        "disagreements": p.disagreed,
        "largest_difference": {"ulps": _finite(p.ulps), "relative": _finite(p.relative)},
        "largest_share_of_bound": _finite(p.used) if p.used >= 0 else None,
        "tolerances": p.tolerances,
        "causes": [_cause(cause) for cause in p.by_count],
        "saved_cases": [asdict(replay) for replay in replays],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    worst = cause.worst.relative
    return {
        "property": cause.smallest.claim.key,
        "side": cause.key[0],
        "title": cause.title,
        "cases": cause.count,
        "smallest": explain(cause.smallest),
        "worst": explain(cause.worst),
        "largest_relative_difference": worst if worst >= 0 else None,
    }


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
