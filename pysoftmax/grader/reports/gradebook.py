"""The gradebook: a CSV line per submission."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from pysoftmax.grader.adapter_table import in_one_line
from pysoftmax.grader.reports.view import ClassView, Entry, number
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import COLUMNS, LATE
from pysoftmax.words import shown

__all__ = ["points", "render", "render_similar", "safe"]


_FORMULA = re.compile("(^|;\\s*)([=+\\-@|%\u2212\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b])")


def render(view: ClassView) -> Iterator[str]:
    """Yield the lines of the gradebook, header first."""
    items = [*view.rubric.items, *view.rubric.by_hand, *([LATE] if view.rubric.late else [])]
    before = COLUMNS.index("of") + 1
    yield _line([*COLUMNS[:before], *map(safe, items), *COLUMNS[before:]])
    for entry in view.entries():
        yield _line(_row(entry))


def render_similar(view: ClassView) -> Iterator[str]:
    """Yield the lines of the table of similar submissions, header first."""
    yield _line(["percent", "runs", "one", "one id", "other", "other id"])
    if not view.similar:
        return
    listed = {page for pair in view.similar for page in (pair.one, pair.other)}
    people = {
        entry.page: (safe(entry.result.name), safe(entry.student_id))
        for entry in view.entries()
        if entry.page in listed
    }
    for pair in view.similar:
        percent = str(round(100 * pair.share))
        yield _line([percent, str(pair.runs), *people[pair.one], *people[pair.other]])


def _row(entry: Entry) -> list[str]:
    result = entry.result
    mistakes = dict.fromkeys(item.mistake for item in result.items if item.mistake)
    return [
        safe(result.name),
        safe(entry.student_id),
        safe(entry.email),
        result.language,
        safe(entry.attempt),
        points(result),
        number(result.max_points),
        *("" if i.outcome in _NO_NUMBER else number(i.points) for i in result.items),
        safe("; ".join(mistakes)),
        safe(result.problem),
        safe("; ".join(entry.same_as)),
        safe(" ".join(result.comments)),
        safe(in_one_line(entry.conventions)),
    ]


_NO_NUMBER = ("to be graded", "grader failed")


def points(result: SubmissionResult) -> str:
    """Return the points as a number, or nothing if the grader failed and a person must grade."""
    judged = all(item.outcome != "grader failed" for item in result.items)
    return number(result.points) if judged else ""


def safe(text: str) -> str:
    """Text that no spreadsheet reads as a formula, on one line.

    An apostrophe goes before the sign, also after a semicolon, since a spreadsheet may split there,
    and before the wide forms of the signs, which some read as the plain ones.
    """
    text = " ".join(shown(text).split())
    return _FORMULA.sub(r"\1'\2", text)


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
