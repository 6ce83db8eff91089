"""A course's rules: items, points, tolerances, limits, and its conventions (TOML)."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from pysoftmax.exercise import Exercise, ExerciseError
from pysoftmax.exercise.conventions import Conventions
from pysoftmax.exercise.item import Item
from pysoftmax.exercise.table import TableError, as_table, choice, known_keys, take
from pysoftmax.grader.late import LateRule

__all__ = ["HandRow", "ItemRule", "Resources", "Rubric", "RubricError"]


MOST = 1_000_000
"""The largest number of points, megabytes or processes that a rubric may set."""
DAY = 86_400
COLUMNS = (
    *("name", "id", "email", "language", "attempt", "points", "of"),
    *("mistakes", "problem", "same files as", "comments", "conventions"),
)
"""Of the gradebook, beside those of items and of points by hand."""
LATE = "late"
"""The gradebook's column of points taken off by the late rule."""


class RubricError(ValueError):
    """A rubric that cannot be used; the message says where, what it says, and what is expected."""


@dataclass(frozen=True)
class ItemRule:
    """How an item counts.

    Attributes
    ----------
    points
        For passing it; 0 makes it a remark.
    tolerance
        Relative to the largest entry of the correct answer.
    seconds
        Limit of wall time for all its calls together.
    visible
        False keeps its inputs and messages out of what students get.
    names_mistake
        Whether students get the name of a known mistake even if the item is not visible.
    """

    points: float
    tolerance: float
    seconds: float
    visible: bool = True
    names_mistake: bool = False


@dataclass(frozen=True)
class Resources:
    """What a submission may use, for any item."""

    memory_mb: int = 1024
    processes: int = 16
    file_mb: int = 16
    output_mb: int = 16


@dataclass(frozen=True)
class HandRow:
    """A row of the gradebook whose points a person gives.

    Attributes
    ----------
    title
        For people.
    points
        The most that can be given.
    """

    title: str
    points: float = 0.0


@dataclass(frozen=True)
class Rubric:
    """A course's rubric; the defaults grade the exercise unchanged.

    Attributes
    ----------
    exercise
        What is graded.
    title
        For people; the exercise's own if empty.
    seed
        The inputs are generated from it; None where each class has one of its own.
    items
        How each item counts, by key.
    resources
        What a submission may use.
    conventions
        The course's; the exercise's own by default.
    by_hand
        The rows whose points a person gives, by key.
    own
        The name of the file with the course's own items; empty if there is none.
    python2
        ``reject``, or ``convert`` to grade Python 2 as converted to Python 3.
    named
        The keys of the adapter that the file names: they bind where conventions are inferred.
    late
        What lateness costs; None if it costs nothing.
    """

    exercise: Exercise
    title: str = ""
    seed: int | None = None
    items: Mapping[str, ItemRule] = field(default_factory=dict)
    resources: Resources = Resources()
    conventions: Conventions = field(default_factory=Conventions)
    by_hand: Mapping[str, HandRow] = field(default_factory=dict)
    own: str = ""
    python2: str = "reject"
    named: frozenset[str] = field(default=frozenset(), compare=False)
    late: LateRule | None = None

    def __post_init__(self) -> None:
        if not self.conventions.signatures:
            object.__setattr__(self, "conventions", self.exercise.conventions)
        exercise = self.exercise.without(self.conventions.absent)
        rules = {i.key: self.items.get(i.key, _default_rule(i)) for i in exercise.items}
        object.__setattr__(self, "exercise", exercise)
        object.__setattr__(self, "title", self.title or exercise.title)
        object.__setattr__(self, "items", rules)

    @property
    def points(self) -> float:
        """The maximum, points by hand included."""
        by_hand = sum(row.points for row in self.by_hand.values())
        return sum(rule.points for rule in self.items.values()) + by_hand

    def as_dict(self) -> dict[str, Any]:
        """Return the rubric as plain data, with the keys of its TOML file."""
        adapter = asdict(self.conventions)
        del adapter["signatures"], adapter["outputs"]
        table = {
            "exercise": self.exercise.key,
            "title": self.title,
            "seed": self.seed,
            "items": {key: asdict(rule) for key, rule in self.items.items()},
            "resources": asdict(self.resources),
            "adapter": adapter,
        }
        if self.own:
            table["own"] = self.own
        if self.python2 != "reject":
            table["python2"] = self.python2
        if self.by_hand:
            table["by-hand"] = {key: asdict(row) for key, row in self.by_hand.items()}
        if self.late:
            table["late"] = {
                "percent-per-day": self.late.percent_per_day,
                "most-percent": self.late.most_percent,
                "due": self.late.due.isoformat() if self.late.due else None,
                "grace-minutes": self.late.grace.total_seconds() / 60,
            }
        return table

    @cached_property
    def digest(self) -> str:
        """A fingerprint of everything that can change a grade."""
        parts = {**self.as_dict(), "revision": self.exercise.revision}
        for key in ("by-hand", "late"):  # they change no result, and so need no grading anew
            parts.pop(key, None)
        text = json.dumps(parts, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def read(cls, path: str | Path, exercise: Exercise) -> Rubric:
        """Read a rubric from a TOML file; what it omits has its default value.

        Raises
        ------
        RubricError
            If the file cannot be read or has unknown keys or bad values.
        """
        try:
            text = Path(path).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RubricError(f"{path}: {error}") from error
        return cls.parse(text, exercise, str(path), Path(path).parent)

    @classmethod
    def parse(
        cls, text: str, exercise: Exercise, where: str = "rubric", folder: Path = Path()
    ) -> Rubric:
        """Read a rubric from TOML text; files that it names are in `folder`."""
        try:
            table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise RubricError(f"{where}: not TOML: {error}") from error
        try:
            return _rubric(table, exercise, folder)
        except (TableError, ExerciseError) as error:
            raise RubricError(f"{where}: {error}") from None


def _default_rule(item: Item) -> ItemRule:
    return ItemRule(item.points, item.tolerance, item.seconds, item.visible, item.names_mistake)


def _rubric(table: Mapping[str, Any], exercise: Exercise, folder: Path) -> Rubric:
    keys = ("title", "seed", "items", "resources", "adapter", "own", "by-hand", "late", "python2")
    known_keys("", table, keys)
    own = take(table, "own", "", _text, "")
    if own:
        from pysoftmax.exercise.folder import with_own_items

        exercise = with_own_items(exercise, folder / own)
    return Rubric(
        exercise,
        title=take(table, "title", "", _text, ""),
        seed=take(table, "seed", "", _count, Rubric.seed),
        items=_items(as_table("items", table.get("items", {})), exercise),
        resources=_resources(as_table("resources", table.get("resources", {}))),
        conventions=exercise.read_conventions(as_table("adapter", table.get("adapter", {}))),
        by_hand=_by_hand(as_table("by-hand", table.get("by-hand", {})), exercise, table),
        late=_late(as_table("late", table["late"])) if "late" in table else None,
        own=own,
        python2=choice(table, "python2", "", ("reject", "convert")),
        named=frozenset(table.get("adapter", {})),
    )


def _late(table: Mapping[str, Any]) -> LateRule:
    names = ("percent-per-day", "most-percent", "due", "grace-minutes")
    known_keys("late", table, names)
    if names[0] not in table:
        raise TableError("late.percent-per-day is missing; expected a number from 0 to 100")
    per_day, most = (take(table, name, "late", _percent, 100) for name in names[:2])
    due = take(table, "due", "late", _moment, None)
    grace = take(table, "grace-minutes", "late", _minutes, 0)
    return LateRule(float(per_day), float(most), due, timedelta(minutes=grace))


def _by_hand(
    table: Mapping[str, Any], exercise: Exercise, rubric: Mapping[str, Any]
) -> dict[str, HandRow]:
    items = {item.key for item in exercise.items}
    if LATE in rubric:
        items.add(LATE)
    rows = {}
    for key, value in table.items():
        where = f"by-hand.{key}"
        if key in items or key in COLUMNS:
            raise TableError(f"{where} is the name of another column; expected a name of its own")
        row = as_table(where, value)
        known_keys(where, row, ("title", "points"))
        title = take(row, "title", where, _text, key)
        rows[key] = HandRow(title, float(take(row, "points", where, _points, 0.0)))
    return rows


def _items(table: Mapping[str, Any], exercise: Exercise) -> dict[str, ItemRule]:
    known_keys("items", table, tuple(item.key for item in exercise.items))
    return {
        item.key: _item(
            f"items.{item.key}",
            as_table(f"items.{item.key}", table.get(item.key, {})),
            _default_rule(item),
        )
        for item in exercise.items
    }


def _item(where: str, table: Mapping[str, Any], rule: ItemRule) -> ItemRule:
    known_keys(where, table, ("points", "tolerance", "seconds", "visible", "names_mistake"))
    changed = {
        "points": take(table, "points", where, _points, rule.points),
        "tolerance": take(table, "tolerance", where, _tolerance, rule.tolerance),
        "seconds": take(table, "seconds", where, _seconds, rule.seconds),
        "visible": take(table, "visible", where, _yes_or_no, rule.visible),
        "names_mistake": take(table, "names_mistake", where, _yes_or_no, rule.names_mistake),
    }
    return replace(rule, **changed)


def _resources(table: Mapping[str, Any]) -> Resources:
    names = tuple(asdict(Resources()))
    known_keys("resources", table, names)
    return replace(
        Resources(), **{name: take(table, name, "resources", _whole, None) for name in table}
    )


def _is_number(value: Any, least: float, most: float) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and least <= value <= most


def _points(value: Any) -> str:
    return "" if _is_number(value, 0, MOST) else f"a number from 0 to {MOST}"


def _tolerance(value: Any) -> str:
    return "" if _is_number(value, 0, 1) else "a number from 0 to 1"


def _seconds(value: Any) -> str:
    good = _is_number(value, 0, DAY) and value > 0
    return "" if good else f"a number above 0, at most {DAY}"


def _whole(value: Any) -> str:
    good = isinstance(value, int) and _is_number(value, 1, MOST)
    return "" if good else f"a whole number from 1 to {MOST}"


def _count(value: Any) -> str:
    good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return "" if good else "a whole number of 0 or more"


def _percent(value: Any) -> str:
    return "" if _is_number(value, 0, 100) else "a number from 0 to 100"


def _minutes(value: Any) -> str:
    return "" if _is_number(value, 0, DAY) else f"a number from 0 to {DAY}"


def _moment(value: Any) -> str:
    good = isinstance(value, datetime)
    return "" if good else "a date with a time, such as 2026-01-31T23:59:00+01:00"


def _yes_or_no(value: Any) -> str:
    return "" if isinstance(value, bool) else "true or false"


def _text(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "a text in quotes"
