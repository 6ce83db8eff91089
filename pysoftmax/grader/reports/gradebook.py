"""The gradebook: a CSV line per submission."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pysoftmax.grader.items import ITEMS
from pysoftmax.grader.reports.view import ClassView, Entry, number

__all__ = ["render"]


def render(view: ClassView) -> Iterator[str]:
    """The lines of the gradebook, header first."""
    items = list(ITEMS)
    header = ["name", "language", "points", "of", *items, "mistakes", "problem", "same files as"]
    yield _line(header)
    for entry in view.entries():
        yield _line(_row(entry))


def _row(entry: Entry) -> list[str]:
    result = entry.result
    mistakes = dict.fromkeys(item.mistake for item in result.items if item.mistake)
    return [
        safe(result.name),
        result.language,
        number(result.points),
        number(result.max_points),
        *(number(item.points) for item in result.items),
        safe("; ".join(mistakes)),
        safe(result.problem),
        safe("; ".join(entry.same_as)),
    ]


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula, on one line."""
    text = " ".join(text.split())
    return "'" + text if text[:1] in ("=", "+", "-", "@") else text


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
