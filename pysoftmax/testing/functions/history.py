"""A file with a line for each run, and what a run changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pysoftmax.testing.functions.summary import FunctionRow

__all__ = ["HistoryError", "add", "changes", "last"]

GROWN = 2.0
"""A worst difference that is more than so many times the last one has grown: the seeds are fixed,
and rounding that differs between machines stays below that."""


class HistoryError(ValueError):
    """A file that is no history."""


def last(path: Path) -> dict[str, Any] | None:
    """Return the last run in a history; None if there is none yet.

    Raises
    ------
    HistoryError
        If the file holds something else.
    """
    if not path.exists():
        return None
    lines = path.read_text(encoding="utf-8").split("\n")
    lines = [line for line in lines if line.strip()]
    if not lines:
        return None
    try:
        run: dict[str, Any] = json.loads(lines[-1])
        if not all({"result", "worst"} <= set(one) for one in run["functions"].values()):
            raise KeyError("result")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise HistoryError(
            f"{path} is no history; expected lines that earlier runs wrote: name another file"
        ) from None
    return run


def add(
    path: Path, rows: Sequence[FunctionRow], about: Mapping[str, str], only: Sequence[str] = ()
) -> None:
    """Append a run as one line; a run of some functions keeps what is known of the others."""
    before = last(path) if only else None
    functions = dict(before["functions"]) if before else {}
    for row in rows:
        functions[row.name] = {
            "result": row.result,
            "cases": row.cases,
            "worst": row.worst,
            "used": row.used,
        }
    line = json.dumps({**about, "functions": functions})
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def changes(
    before: Mapping[str, Any], rows: Sequence[FunctionRow], only: Sequence[str] = ()
) -> list[str]:
    """Describe what a run changed, a line for each function."""
    earlier: Mapping[str, Any] = before["functions"]
    found = []
    for row in rows:
        was = earlier.get(row.name)
        if was is None:
            found.append(f"new: {row.name}, {row.result}")
            continue
        was_wrong = was["result"] in ("disagree", "failed")
        if row.is_wrong and not was_wrong:
            found.append(f"now fails: {row.name}; it was: {was['result']}")
        elif was_wrong and row.result == "agree":
            found.append(f"mended: {row.name}")
        elif row.result != was["result"]:
            found.append(f"changed: {row.name}, from {was['result']} to {row.result}")
        if row.result == was["result"] == "agree" and row.worst > GROWN * was["worst"]:
            found.append(f"grown: {row.name}, from {was['worst']:.1e} to {row.worst:.1e}")
    gone = sorted(set(earlier) - {row.name for row in rows})
    return found + [f"gone: {name}" for name in gone if not only]
