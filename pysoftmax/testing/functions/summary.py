"""One row for each .m file: whether it has a port and a test, and how the tests ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pysoftmax.testing.functions.table import Table
from pysoftmax.testing.outcome import Outcome, Side
from pysoftmax.words import plural

__all__ = ["HEADER", "FunctionRow", "cells", "summarise", "verdict"]

Result = Literal["agree", "disagree", "failed", "not run", "not tested", "no port"]


@dataclass(frozen=True)
class FunctionRow:
    """A .m file.

    Attributes
    ----------
    name, m_file
        Its name and path.
    port
        The function in Python, ``module:function``, if a table knows it.
    tests
        How many tests compared it.
    result
        ``agree``; ``disagree``: a test found a difference; ``failed``: a test could not compare;
        ``not run``: its tests were skipped or did not start; ``not tested``; ``no port``.
    cases, rejected, worst, used
        As in `Outcome`, of all its tests.
    side, problem
        What fails, and what the first test that fails says.
    """

    name: str
    m_file: str
    port: str = ""
    tests: int = 0
    result: Result = "not tested"
    cases: int = 0
    rejected: int = 0
    worst: float = 0.0
    used: float = 0.0
    side: Side = ""
    problem: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether a test failed."""
        return self.result in ("disagree", "failed")


SIDES = {
    "": "",
    "Python": "Python fails",
    "Octave": "Octave fails",
    "both": "both fail, differently",
    "values": "values differ",
    "test": "the test fails",
}
HEADER = ("function", "port", "tests", "cases", "rejected", "worst", "of tolerance", "result")


def summarise(
    outcomes: Iterable[Outcome], tables: Sequence[Table] = (), only: Sequence[str] = ()
) -> list[FunctionRow]:
    """Return a row for each .m file of the tables' folders, and for each that a test compares.

    Parameters
    ----------
    outcomes
        How the tests ended.
    tables
        What else there is.
    only
        The names of the .m files to return; all if empty.
    """
    by_file: dict[str, list[Outcome]] = {}
    ports: dict[str, str] = {}
    for table in tables:
        for name, path in table.m_files.items():
            by_file.setdefault(str(path), [])
            ports.setdefault(str(path), table.twins.get(name, ""))
    for outcome in outcomes:
        by_file.setdefault(outcome.m_file, []).append(outcome)
    rows = [_row(Path(path), found, ports) for path, found in by_file.items()]
    return sorted(
        (row for row in rows if not only or row.name in only), key=lambda row: row.name.lower()
    )


def _row(path: Path, outcomes: Sequence[Outcome], ports: Mapping[str, str]) -> FunctionRow:
    port = ports.get(str(path), "")
    ran = [outcome for outcome in outcomes if not outcome.skipped]
    wrong = next((outcome for outcome in ran if outcome.problem), None)
    result: Result = "agree"
    if wrong is not None:
        result = "failed" if wrong.side == "test" else "disagree"
    elif not ran:
        result = "not run" if outcomes else "not tested" if port or not ports else "no port"
    skipped = next((outcome.skipped for outcome in outcomes if outcome.skipped), "")
    return FunctionRow(
        path.stem,
        str(path),
        port,
        len(ran),
        result,
        sum(outcome.cases for outcome in ran),
        sum(outcome.rejected for outcome in ran),
        max((outcome.worst for outcome in ran), default=0.0),
        max((outcome.used for outcome in ran), default=0.0),
        wrong.side if wrong else "",
        wrong.problem if wrong else skipped,
    )


def cells(row: FunctionRow) -> tuple[str, ...]:
    """A row as text, in the order of `HEADER`."""
    words = f"{row.result}: {SIDES[row.side]}" if row.is_wrong else row.result
    if not row.tests:
        return (row.name, row.port or "-", "-", "-", "-", "-", "-", words)
    used = f"{row.used:.0%}" if row.used <= 10 else f"{row.used:.0e} x"
    numbers = (str(row.tests), f"{row.cases:,}", str(row.rejected), f"{row.worst:.1e}", used)
    return (row.name, row.port or "-", *numbers, words)


def verdict(rows: Sequence[FunctionRow]) -> str:
    """The result in one line."""
    count = {result: sum(row.result == result for row in rows) for result in _RESULTS}
    wrong = [row.name for row in rows if row.is_wrong]
    cases = plural(sum(row.cases for row in rows), "case")
    parts = [f"{count['agree']} of {plural(len(rows), 'function')} agree, in {cases}"]
    parts += [f"{count[result]} {result}" for result in _RESULTS[3:] if count[result]]
    rest = "; ".join(parts)
    return f"DISAGREE: {', '.join(wrong)}; {rest}" if wrong else f"AGREE: {rest}"


_RESULTS: tuple[Result, ...] = (
    "agree",
    "disagree",
    "failed",
    "not run",
    "not tested",
    "no port",
)
