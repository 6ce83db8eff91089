"""A class's roster: who is in the class, as a platform exports it or a teacher writes it.

The columns are known by their titles, as Canvas's gradebook, Moodle's grading worksheet, the
rosters of Gradescope and GitHub Classroom and plain lists have them: see docs/layouts.md.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pysoftmax.grader.late import days_late

__all__ = ["Person", "Roster"]

_NAMES = ("name", "full name", "student", "student name")
_FIRST, _LAST = ("first name", "firstname"), ("last name", "lastname", "surname")
_IDS = (
    *("id number", "sid", "student id", "student number", "sis user id", "id", "identifier"),
    *(
        "username",
        "user name",
        "login",
        "sis login id",
        "netid",
        "github username",
        "github_username",
    ),
)
_EMAILS = ("email", "email address", "e-mail", "mail")
_DAYS = ("days late", "lateness (h:m:s)", "lateness")
_TIMES = ("last modified (submission)", "submitted", "submission time", "submitted at")
_PARTICIPANT = re.compile(r"\D+ (\d+)")
"""Moodle's ``Participant 501``, in any of its languages."""


@dataclass(frozen=True)
class Person:
    """A row of a roster.

    Attributes
    ----------
    name, id, email
        As the gradebook shows them; empty if the roster has none.
    line
        The row's index among the rows of the file.
    keys
        Whatever identifies the person on a platform, in small letters.
    days
        How many days late, if the roster says it.
    time
        When the person submitted, as the roster writes it.
    """

    name: str
    id: str
    email: str
    line: int
    keys: frozenset[str] = field(default=frozenset(), repr=False)
    days: int | None = None
    time: str = ""


class Roster:
    """The people of a class.

    Attributes
    ----------
    path
        The file.
    header, rows
        Its cells, as they are.
    people
        One for each row that is a student's.
    delimiter, encoding
        How the file is written, for the files that are filled in for a platform.
    """

    def __init__(self, path: Path, table: Sequence[Sequence[str]], delimiter: str) -> None:
        self.path = path
        self.header = list(table[0])
        self.rows = [list(row) for row in table[1:]]
        self.delimiter = delimiter
        titles = [" ".join(title.casefold().split()) for title in self.header]
        self._places = {title: k for k, title in reversed(list(enumerate(titles)))}
        if not self._has_names():
            raise ValueError(
                f"{path} has no column of names; expected one called name, or the first line of "
                "what Canvas, Moodle, Gradescope or GitHub Classroom exports"
            )
        self.people = tuple(self._people())
        self._by_key: dict[str, list[Person]] = defaultdict(list)
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        for person in self.people:
            for key in person.keys:
                self._by_key[key].append(person)
            for name in _ways(person.name):
                self._by_name[name].append(person)

    @classmethod
    def read(cls, path: Path) -> Roster:
        """Read a CSV file in UTF-8, separated by commas, semicolons or tabs.

        Raises
        ------
        ValueError
            If the file cannot be read, is not CSV or has no column of names.
        """
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"{path}: {error}; save it as CSV in UTF-8") from error
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            raise ValueError(f"{path} is not CSV: {error}") from error
        if not rows:
            raise ValueError(f"{path} is empty; expected a line of titles, then a line per student")
        return cls(path, rows, delimiter)

    @property
    def platform(self) -> str:
        """``Canvas`` or ``Moodle`` if the file can be filled in and imported there, else empty."""
        if {"student", "id", "section"} <= self._places.keys():
            return "Canvas"
        moodle = {"identifier", "grade", "last modified (grade)"}
        return "Moodle" if moodle <= self._places.keys() else ""

    def find(self, name: str, id_: str, email: str) -> list[Person]:
        """Return whose a submission is: one person, those of a group, or nobody.

        Numbers, user names and addresses count before names. What fits more than one person counts
        as fitting nobody.
        """
        found: dict[int, Person] = {}
        keys = [part.strip().casefold() for part in f"{id_},{email}".split(",")]
        for key in filter(None, keys):
            fitting = self._by_key.get(key, [])
            if len(fitting) == 1:
                found[fitting[0].line] = fitting[0]
        if not found and not id_:
            fitting = self._by_key.get(name.strip().casefold(), [])  # a folder's name
            found = {fitting[0].line: fitting[0]} if len(fitting) == 1 else {}
        if not found:
            fitting = self._by_name.get(_plain(name), [])
            found = {fitting[0].line: fitting[0]} if len(fitting) == 1 else {}
        return [found[line] for line in sorted(found)]

    def column(self, title: str) -> int | None:
        """Return the index of a column, by its title in small letters."""
        return self._places.get(title)

    def _has_names(self) -> bool:
        return any(title in self._places for title in (*_NAMES, *_LAST))

    def _people(self) -> Iterator[Person]:
        for line, row in enumerate(self.rows):
            name = self._first(row, _NAMES)
            if not name:
                name = " ".join(filter(None, (self._first(row, _FIRST), self._first(row, _LAST))))
            if not name or "points possible" in name.casefold():  # Canvas's second line
                continue
            ids = [self._cell(row, title) for title in _IDS]
            ids = [m[1] if (m := _PARTICIPANT.fullmatch(one)) else one for one in ids]
            email = self._first(row, _EMAILS)
            keys = frozenset(one.casefold() for one in (*ids, email) if one)
            id_ = next(filter(None, ids), "")
            days = days_late(self._first(row, _DAYS))
            yield Person(name, id_, email, line, keys, days, self._first(row, _TIMES))

    def _first(self, row: Sequence[str], titles: Iterable[str]) -> str:
        return next(filter(None, (self._cell(row, title) for title in titles)), "")

    def _cell(self, row: Sequence[str], title: str) -> str:
        place = self._places.get(title)
        return row[place].strip() if place is not None and place < len(row) else ""


def _plain(name: str) -> str:
    """Return a name without accents, spaces and punctuation, in small letters."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in spread if c.isalnum())


def _ways(name: str) -> set[str]:
    """Return how platforms may write a name: first name first, or last."""
    last, comma, first = name.partition(",")
    ways = {_plain(name)}
    if comma:
        ways.add(_plain(f"{first} {last}"))
    else:
        *first_names, last_name = name.split() or [""]
        ways.add(_plain(" ".join((last_name, *first_names))))
    return ways - {""}
