"""The class's rows: what was found, joined with the roster, and compared with the run before.

A row says whose a submission is and under which key its result is stored. The rows of the last run
are kept in the store, so that grading one student again changes that student's rows only.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from pysoftmax.grader.late import LateRule, lateness
from pysoftmax.grader.reports.view import Entry, number
from pysoftmax.grader.results import ItemResult, Remark, SubmissionResult
from pysoftmax.grader.roster import Person, Roster
from pysoftmax.grader.rubric import LATE
from pysoftmax.grader.submission import Owner
from pysoftmax.words import plural

__all__ = ["Changes", "Roll", "Row", "Standing", "late_applied", "updated"]


@dataclass(frozen=True)
class Row:
    """A submission of the class, without its result.

    Attributes
    ----------
    name, language
        The student's name as the platform writes it; the submission's language.
    files
        The fingerprint of its files; empty if it could not be read.
    key
        The key of its result in the store.
    owner
        Whose it is.
    attempt, late, time
        Which attempt; whether the platform marks it as late; when it was submitted.
    path
        Where it was found, relative to the given path.
    remarks
        What is said about it besides its result.
    conventions
        The keys of ``[adapter]`` in which it was graded otherwise than the rubric says.
    """

    name: str
    language: str
    files: str
    key: str
    owner: Owner
    attempt: str
    path: str
    remarks: tuple[Remark, ...]
    conventions: Mapping[str, Any]
    late: bool = False
    time: str = ""


@dataclass(frozen=True)
class Standing:
    """What the reports of the last run said about a row.

    Attributes
    ----------
    row
        Of the submission; None for somebody who submitted nothing.
    student
        The name and id in the gradebook.
    page
        The stem of the names of its pages.
    points
        The points.
    outcomes
        Of each item.
    graded_by
        Rubric, version and sandbox.
    result
        The result, if it is not stored under the row's key.
    """

    row: Row | None
    student: tuple[str, str]
    page: str
    points: float
    outcomes: Mapping[str, str]
    graded_by: str
    result: str = ""

    def to_json(self) -> str:
        """Return all of it as JSON, for the store."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Standing:
        """Return the inverse of `to_json`."""
        import msgspec

        return msgspec.json.decode(text, type=cls)

    @property
    def identity(self) -> tuple[str, ...]:
        """Whose it is, whatever roster is used."""
        if self.row is None:
            return ("not submitted", *self.student)
        return (*_student(self.row), self.row.language, self.row.attempt)


def updated(before: Sequence[Row], found: Sequence[Row]) -> list[Row]:
    """Return the class's rows, with those of the students found in place of their earlier ones.

    A student is known by the entry of the class's folder, or else by name and id. What the
    platform's names said of the student stays.
    """
    by_part: dict[str, dict[tuple[str, str], Row]] = defaultdict(dict)
    by_student: dict[tuple[str, str], Row] = {}
    for row in before:
        by_student.setdefault(_student(row), row)
        for part in row.path.split("/"):
            by_part[part].setdefault(_student(row), row)
    replaced: set[tuple[str, str]] = set()
    new = []
    for row in found:
        same = list(by_part[row.path.partition("/")[0]].values())
        earlier = same[0] if len(same) == 1 else by_student.get(_student(row))
        if earlier is not None:
            row = replace(row, name=earlier.name, owner=earlier.owner)
            if not row.time:
                row = replace(row, time=earlier.time, late=earlier.late)
        replaced.add(_student(row))
        new.append(row)
    return [*(row for row in before if _student(row) not in replaced), *new]


class Roll:
    """The rows of a class, each with its person on the roster.

    Parameters
    ----------
    rows
        What was found.
    roster
        Who is in the class; None if it is not known.
    rule
        What lateness costs.

    Attributes
    ----------
    missing
        Those on the roster who submitted nothing.
    strangers
        Rows of students who are not on the roster.
    doubts
        Rows whose lateness is not known, each with the reason.
    """

    def __init__(
        self, rows: Iterable[Row], roster: Roster | None = None, rule: LateRule | None = None
    ) -> None:
        self._lines: list[_Line] = []
        self.missing: list[Person] = []
        self.strangers: list[Row] = []
        self.doubts: list[tuple[Row, str]] = []
        present: set[int] = set()
        for row in rows:
            people: Sequence[Person | None] = [None]
            if roster is not None:
                owner = row.owner
                people = roster.find(owner.name or row.name, owner.id, owner.email) or [None]
                self.strangers += [row] if people == [None] else []
            for person in people:
                present |= {person.line} if person is not None else set()
                self._lines.append(self._line(row, person, rule))
        if roster is not None:
            self.missing = [p for p in roster.people if p.line not in present]
        self._lines += [_Line(None, person, 0) for person in self.missing]
        self._lines.sort(key=_Line.order)

    def _line(self, row: Row, person: Person | None, rule: LateRule | None) -> _Line:
        if rule is None:
            return _Line(row, person, 0)
        days, time = (None, "") if person is None else (person.days, person.time)
        late, why = lateness(rule, days, time or row.time, row.late)
        if why:
            self.doubts.append((row, why))
        return _Line(row, person, late)

    def rows(self) -> Iterator[Row | None]:
        """Yield the row of each entry; None for somebody who submitted nothing."""
        return (line.row for line in self._lines)

    def pages(self) -> Iterator[str]:
        """Yield the stem of the names of each entry's pages."""
        return _pages(line.name for line in self._lines)

    def entries(
        self, result_of: Callable[[Row], SubmissionResult], nothing: SubmissionResult
    ) -> Iterator[Entry]:
        """Yield every entry with its result, sorted by name.

        Parameters
        ----------
        result_of
            Returns a row's result.
        nothing
            The result of somebody who submitted nothing.
        """
        twins: dict[str, list[str]] = defaultdict(list)
        for line in self._lines:
            if line.row is not None and line.row.files:
                twins[line.row.files].append(line.name)
        for line, page in zip(self._lines, self.pages(), strict=True):
            row, person = line.row, line.person
            place = None if person is None else person.line
            if row is None:
                assert person is not None
                yield Entry(
                    replace(nothing, name=person.name),
                    page,
                    student_id=person.id,
                    email=person.email,
                    line=place,
                    submitted=False,
                )
                continue
            result = result_of(row)
            remarks = tuple(dict.fromkeys((*result.remarks, *row.remarks)))
            others = list(twins[row.files]) if row.files else []
            if others:
                others.remove(line.name)  # one of them; somebody else may have the same name
            yield Entry(
                replace(result, name=line.name, remarks=remarks),
                page,
                tuple(others),
                line.id,
                row.attempt,
                row.path,
                row.conventions,
                row.owner.email if person is None else person.email or row.owner.email,
                None if person is None else _student(row),
                line.days,
                place,
            )


@dataclass(frozen=True)
class _Line:
    """A row with the person that it belongs to."""

    row: Row | None
    person: Person | None
    days: int

    @property
    def name(self) -> str:
        if self.person is not None:
            return self.person.name
        assert self.row is not None
        return self.row.name

    @property
    def id(self) -> str:
        own = "" if self.row is None else self.row.owner.id
        return own if self.person is None else self.person.id or own

    def order(self) -> tuple[str, ...]:
        row = self.row
        rest = () if row is None else (row.language, row.attempt, row.path, row.files)
        return (self.name, self.id, *rest)


def late_applied(entries: Iterable[Entry], rule: LateRule | None) -> Iterator[Entry]:
    """Yield the entries, each with a row for the points that the late rule takes off."""
    for entry in entries:
        if rule is None:
            yield entry
            continue
        percent = rule.percent(entry.days_late)
        taken = round(max(0.0, entry.result.points) * percent / 100, 2)
        title = f"{plural(entry.days_late, 'day')} late" if entry.days_late else "Late"
        title += f": {number(percent)} % taken off" if percent else ""
        item = ItemResult(LATE, title, "", "late", -taken or 0.0, 0.0, True)
        yield replace(entry, result=replace(entry.result, items=(*entry.result.items, item)))


class Changes:
    """What differs from the run before, a line for each student.

    Parameters
    ----------
    before
        The standings that were kept.
    """

    def __init__(self, before: Iterable[Standing]) -> None:
        self._before = {one.identity: one for one in before}
        self._lines: list[str] = []
        self._first = not self._before

    def compare(self, standings: Iterable[Standing]) -> list[str]:
        """Return the lines, sorted by name; none if there was no run before."""
        lines: list[tuple[str, str]] = []
        left = dict(self._before)
        for now in standings:
            old = left.pop(now.identity, None)
            words = _change(old, now)
            if words:
                lines.append((now.student[0], f"{_shown(now.student)}: {words}"))
        lines += [(one.student[0], f"{_shown(one.student)}: gone") for one in left.values()]
        return [] if self._first else [line for _, line in sorted(lines)]


def _change(old: Standing | None, now: Standing) -> str:
    if old is None:
        return "not submitted" if now.row is None else f"new, {_points(now.points)}"
    items = [
        f"{key} {old.outcomes.get(key, 'new')} -> {outcome}"
        for key, outcome in now.outcomes.items()
        if old.outcomes.get(key) != outcome
    ]
    if old.points == now.points and not items:
        return ""
    return "; ".join([f"{number(old.points)} -> {_points(now.points)}", *items])


def _points(points: float) -> str:
    return f"{number(points)} {'point' if points == 1 else 'points'}"


def _shown(student: tuple[str, str]) -> str:
    name, id_ = student
    return f"{name} ({id_})" if id_ and id_ != name else name


def _student(row: Row) -> tuple[str, str]:
    return row.owner.name or row.name, row.owner.id


def _pages(names: Iterable[str]) -> Iterator[str]:
    """Yield a unique file name for each name, safe on every system."""
    taken: dict[str, int] = {}
    for name in names:
        safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in name)
        stem = safe.strip("_")[:60].lower() or "submission"
        page = stem
        for count in itertools.count(taken.get(stem, 1) + 1):
            if page not in taken:
                break
            page, taken[stem] = f"{stem}-{count}", count
        taken.setdefault(page, 1)
        yield page
