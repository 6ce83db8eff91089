"""Points and comments that a person gives: a file beside the reports, with a row for every student.

``by-hand.csv`` has the columns ``name`` and ``id``, one for each ``[by-hand.KEY]`` of the rubric,
and ``comment`` if the teacher adds it. The grader adds rows and columns; what is in the file it
never changes or removes.
"""

from __future__ import annotations

import codecs
import csv
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pysoftmax.atomic import atomic_write
from pysoftmax.grader.reports.gradebook import safe
from pysoftmax.grader.reports.view import Entry, number
from pysoftmax.grader.results import ItemResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.words import plural

__all__ = ["ByHand"]

Student = tuple[str, str]
"""Name and id, as the file has them."""

COMMENT = "comment"
"""The column whose text each student's report shows."""
MOST_NAMED = 20
"""Students who have points but no submission and are named one by one."""


class ByHand:
    """The points by hand of a class.

    Parameters
    ----------
    path
        The file; created if the rubric has rows for points by hand.
    rubric
        What the rows are and how many points each can have.

    Raises
    ------
    ValueError
        If the file cannot be read or holds something else than points; the message says where.
    """

    def __init__(self, path: Path, rubric: Rubric) -> None:
        self._path = path
        self._rows = rubric.by_hand
        self._points: dict[Student, dict[str, float]] = {}
        self._comments: dict[Student, str] = {}
        self._unknown: list[Student] = []
        self._table: list[list[str]] = []
        self._delimiter, self._encoding = ",", "utf-8"
        self._used = bool(self._rows) or path.exists()
        if path.exists():
            self._read()

    def take_in(self, entries: Iterable[Entry]) -> None:
        """Add to the file the students that it lacks, and the columns."""
        if not self._used:
            return
        students = dict.fromkeys(self._student(entry) for entry in entries)
        self._unknown = [student for student in self._points if student not in students]
        old = self._table or [["name", "id"]]
        width = max(map(len, old))
        header = _padded(old[0], width)
        header += [key for key in self._rows if key not in header]
        new = [
            [{"name": name, "id": id_}.get(column, "") for column in header]
            for name, id_ in students
            if (name, id_) not in self._points
        ]
        if new or len(header) > width:
            rows = [header, *(_padded(row, len(header)) for row in old[1:]), *new]
            written = io.StringIO()
            csv.writer(written, delimiter=self._delimiter).writerows(rows)
            with atomic_write(self._path, "w", encoding=self._encoding, newline="") as file:
                file.write(written.getvalue())

    def added(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield the entries, each with its points by hand among its items."""
        for entry in entries:
            student = self._student(entry)
            given = self._points.get(student, {})
            comment = self._comments.get(student, "")
            items = tuple(
                ItemResult(
                    name=key,
                    title=row.title,
                    function="",
                    outcome="by hand" if key in given else "to be graded",
                    points=given.get(key, 0.0),
                    max_points=row.points,
                    visible=True,
                )
                for key, row in self._rows.items()
            )
            comments = (*entry.result.comments, *filter(None, [comment]))
            result = replace(entry.result, items=(*entry.result.items, *items), comments=comments)
            yield replace(entry, result=result)

    def notes(self) -> Iterator[str]:
        """Yield notes on points to fill in, and on points that belong to no submission."""
        if self._rows:
            yield f"Points by hand: fill in {self._path} and repeat the command."
        if self._unknown:
            kept = plural(len(self._unknown), "student")
            yield f"{self._path.name} has points for {kept} without a submission; they are kept:"
            for name, id_ in self._unknown[:MOST_NAMED]:
                yield f"  {name}{f' ({id_})' * bool(id_)}"
            if len(self._unknown) > MOST_NAMED:
                yield f"  and {len(self._unknown) - MOST_NAMED} more"

    def _student(self, entry: Entry) -> Student:
        """Return how the file names a student: as the reports, or as the platform if it has that.

        Points given before there was a roster, or before it had other names, so stay the student's.
        """
        now = (safe(entry.result.name), safe(entry.student_id))
        if now in self._points or entry.known_as is None:
            return now
        before = (safe(entry.known_as[0]), safe(entry.known_as[1]))
        return before if before in self._points else now

    def _read(self) -> None:
        try:
            content = self._path.read_bytes()
            text = content.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"{self._path}: {error}; save it as CSV in UTF-8") from error
        if content.startswith(codecs.BOM_UTF8):
            self._encoding = "utf-8-sig"
        first = text.partition("\n")[0]
        self._delimiter = max(",;\t", key=first.count)  # spreadsheets use that of their language
        try:
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter, strict=True)
            self._table = [row for row in rows if any(cell.strip() for cell in row)]
        except csv.Error as error:
            raise ValueError(f"{self._path} is not CSV: {error}") from error
        if not self._table:
            return
        header = self._table[0]
        for column in ("name", "id"):
            if header.count(column) != 1:
                raise ValueError(f"{self._path} has no column {column}; expected name and id")
        for row in self._table[1:]:
            cells = dict(zip(header, row, strict=False))
            student = (cells.get("name", ""), cells.get("id", ""))
            if student in self._points:
                raise ValueError(f"{self._path} has two rows for {_shown(student)}; delete one")
            self._comments[student] = cells.get(COMMENT, "").strip()
            self._points[student] = {
                key: self._number(student, key, cells[key].strip())
                for key in self._rows
                if cells.get(key, "").strip()
            }

    def _number(self, student: Student, key: str, text: str) -> float:
        most = self._rows[key].points
        decimal = text.replace(",", ".") if self._delimiter != "," else text
        try:
            value = float(decimal)
        except ValueError:
            value = math.nan
        if not -math.inf < value <= most:
            raise ValueError(
                f"{self._path}: {key} of {_shown(student)} is {text!r}; expected a number up to "
                f"{number(most)} (below 0 takes points off), or nothing"
            )
        return value


def _padded(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _shown(student: Student) -> str:
    name, id_ = student
    return f"{name} ({id_})" if id_ else name
