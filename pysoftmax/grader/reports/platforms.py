"""The class's grades as Canvas and Moodle import them: their own export, filled in.

Canvas's importer asks for the columns ``Student``, ``ID`` ... ``Section``, then one for each
assignment, whose title it compares with those of the course:
https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb. Moodle's asks for
``Identifier``, ``Grade`` and ``Last modified (grade)`` of its grading worksheet:
https://github.com/moodle/moodle/blob/main/mod/assign/feedback/offline/importgradeslib.php.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from pysoftmax.grader.reports.gradebook import points, safe
from pysoftmax.grader.reports.view import ClassView, Entry, number
from pysoftmax.grader.roster import Roster

__all__ = ["maximum", "render"]


def render(view: ClassView, roster: Roster) -> Iterator[str]:
    """Yield the lines of the file: the roster's rows, each with the student's points.

    The cell of somebody who submitted nothing is empty in Canvas's file and as it was in Moodle's,
    not 0: the platform has a rule of its own for that. Of several submissions the best counts.
    """
    best: dict[int, Entry] = {}
    for entry in view.entries():
        if entry.line is not None and entry.submitted:
            other = best.get(entry.line)
            if other is None or entry.result.points > other.result.points:
                best[entry.line] = entry
    if roster.platform == "Canvas":
        yield from _canvas(roster, view, best)
    else:
        yield from _moodle(roster, best)


def maximum(roster: Roster, title: str) -> float | None:
    """Return how many points the platform gives for the assignment; None if it does not say."""
    if roster.platform == "Moodle":
        column = roster.column("maximum grade")
        cells = [] if column is None else [_cell(row, column) for row in roster.rows]
    else:
        place = _assignment(roster, title)
        above = [row for row in roster.rows if "points possible" in _cell(row, 0).casefold()]
        cells = [] if place is None else [_cell(row, place) for row in above]
    for cell in cells:
        try:
            return float(cell.replace(",", "."))
        except ValueError:
            continue
    return None


def _canvas(roster: Roster, view: ClassView, best: dict[int, Entry]) -> Iterator[str]:
    section = roster.column("section")
    assert section is not None
    place = _assignment(roster, view.rubric.title)
    title = view.rubric.title if place is None else roster.header[place]
    yield _line([*roster.header[: section + 1], title], roster)
    people = {person.line for person in roster.people}
    if not any("points possible" in _cell(row, 0).casefold() for row in roster.rows):
        blank = [""] * section
        yield _line(["    Points Possible", *blank, number(view.rubric.points)], roster)
    for line, row in enumerate(roster.rows):
        leading = [_cell(row, k) for k in range(section + 1)]
        if line in people:
            yield _line([*leading, points(best[line].result) if line in best else ""], roster)
        elif "points possible" in leading[0].casefold():
            old = number(view.rubric.points) if place is None else _cell(row, place)
            yield _line([*leading, old], roster)


def _assignment(roster: Roster, title: str) -> int | None:
    """Return the index of the assignment's column, which may end with its number in brackets."""
    wanted = re.compile(rf"{re.escape(title)}( \(\d+\))?")
    found = [k for k, name in enumerate(roster.header) if wanted.fullmatch(name.strip())]
    return found[0] if len(found) == 1 else None


def _moodle(roster: Roster, best: dict[int, Entry]) -> Iterator[str]:
    grade, feedback = roster.column("grade"), roster.column("feedback comments")
    assert grade is not None
    yield _line(roster.header, roster)
    for line, row in enumerate(roster.rows):
        cells = row + [""] * (len(roster.header) - len(row))
        if line in best:
            result = best[line].result
            cells = list(cells)
            cells[grade] = points(result)
            if feedback is not None and result.comments:
                cells[feedback] = safe(" ".join(result.comments))
        yield _line(cells, roster)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _line(cells: Sequence[str], roster: Roster) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=roster.delimiter).writerow(cells)
    return written.getvalue()
