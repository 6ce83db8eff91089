"""What a course asks for: items, points, tolerances, limits, and its conventions (TOML)."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from pysoftmax.grader.adapter import ARGUMENTS, FIELDS, FUNCTIONS, FURTHER, Adapter

__all__ = ["DEFAULT_ITEMS", "ItemRule", "Resources", "Rubric", "RubricError", "default_toml"]


MOST = 1_000_000
"""Of points, megabytes or processes: beyond it a limit cannot be set, nor a sum be read."""
DAY = 86_400
MAY_BE_LEFT_OUT = ("numClasses", "inputSize", "options")
"""Arguments that a course may do without: the sizes are those of other arguments."""


class RubricError(ValueError):
    """A rubric that cannot be used; the message says where, what came and what is allowed."""


@dataclass(frozen=True)
class ItemRule:
    """How an item counts.

    Attributes
    ----------
    points
        For passing it; 0 makes it a remark.
    tolerance
        Relative to the largest entry of the right answer; for ``training`` and ``full-run`` see
        the comments of the default rubric.
    seconds
        What its calls may take together, in wall time.
    visible
        False keeps its inputs and messages out of what students get.
    """

    points: float
    tolerance: float
    seconds: float
    visible: bool = True


DEFAULT_ITEMS: dict[str, ItemRule] = {
    "numerical-gradient": ItemRule(10, 1e-6, 10),
    "predict": ItemRule(20, 0.0, 10),
    "confidences": ItemRule(0, 1e-6, 10),
    "cost": ItemRule(25, 1e-6, 10),
    "gradient": ItemRule(25, 1e-6, 10),
    "overflow": ItemRule(5, 1e-6, 10),
    "training": ItemRule(10, 1e-5, 60),
    "full-run": ItemRule(5, 0.03, 120),
}


@dataclass(frozen=True)
class Resources:
    """What a submission may use up, whatever the item."""

    memory_mb: int = 1024
    processes: int = 16
    file_mb: int = 16
    output_mb: int = 16


@dataclass(frozen=True)
class Rubric:
    """A course's rubric; the defaults grade the exercise as it stands."""

    title: str = "Softmax regression"
    seed: int = 1
    items: Mapping[str, ItemRule] = field(default_factory=lambda: dict(DEFAULT_ITEMS))
    resources: Resources = Resources()
    adapter: Adapter = field(default_factory=Adapter)

    @property
    def points(self) -> float:
        """The most that can be had."""
        return sum(rule.points for rule in self.items.values())

    @property
    def digest(self) -> str:
        """A fingerprint of everything that can change a grade."""
        text = json.dumps(asdict(self), sort_keys=True, default=list)
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def read(cls, path: str | Path) -> Rubric:
        """The rubric in a TOML file; what it leaves out is as in the default one.

        Raises
        ------
        RubricError
            When the file cannot be read or says something that is not known.
        """
        try:
            text = Path(path).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RubricError(f"{path}: {error}") from error
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, where: str = "rubric") -> Rubric:
        """The rubric written in a TOML text."""
        try:
            table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise RubricError(f"{where}: not TOML: {error}") from error
        try:
            return _rubric(table)
        except RubricError as error:
            raise RubricError(f"{where}: {error}") from None


def default_toml() -> str:
    """The default rubric, with comments."""
    return (Path(__file__).parent / "default_rubric.toml").read_text(encoding="utf-8")


def _rubric(table: Mapping[str, Any]) -> Rubric:
    _known("", table, ("title", "seed", "items", "resources", "adapter"))
    return Rubric(
        title=_take(table, "title", "", _text, Rubric.title),
        seed=_take(table, "seed", "", _count, Rubric.seed),
        items=_items(_table("items", table.get("items", {}))),
        resources=_resources(_table("resources", table.get("resources", {}))),
        adapter=_adapter(_table("adapter", table.get("adapter", {}))),
    )


def _items(table: Mapping[str, Any]) -> dict[str, ItemRule]:
    _known("items", table, tuple(DEFAULT_ITEMS))
    return {
        name: _item(f"items.{name}", _table(f"items.{name}", table.get(name, {})), rule)
        for name, rule in DEFAULT_ITEMS.items()
    }


def _item(where: str, table: Mapping[str, Any], rule: ItemRule) -> ItemRule:
    _known(where, table, ("points", "tolerance", "seconds", "visible"))
    changed = {
        "points": _take(table, "points", where, _points, rule.points),
        "tolerance": _take(table, "tolerance", where, _tolerance, rule.tolerance),
        "seconds": _take(table, "seconds", where, _seconds, rule.seconds),
        "visible": _take(table, "visible", where, _yes_or_no, rule.visible),
    }
    return replace(rule, **changed)


def _resources(table: Mapping[str, Any]) -> Resources:
    names = tuple(asdict(Resources()))
    _known("resources", table, names)
    return replace(
        Resources(), **{name: _take(table, name, "resources", _whole, None) for name in table}
    )


def _adapter(table: Mapping[str, Any]) -> Adapter:
    keys = ("functions", "arguments", "fields", "labels_from", "theta_by", "examples_in", "model")
    _known("adapter", table, keys)
    functions = _table("adapter.functions", table.get("functions", {}))
    _known("adapter.functions", functions, FUNCTIONS)
    arguments = _table("adapter.arguments", table.get("arguments", {}))
    _known("adapter.arguments", arguments, FUNCTIONS)
    fields = _table("adapter.fields", table.get("fields", {}))
    _known("adapter.fields", fields, FIELDS)
    return Adapter(
        functions={k: _take(functions, k, "adapter.functions", _name, k) for k in functions},
        arguments={k: _order(k, arguments[k]) for k in arguments},
        labels_from=_choice(table, "labels_from", (1, 0)),
        theta_by=_choice(table, "theta_by", ("columns", "rows")),
        examples_in=_choice(table, "examples_in", ("columns", "rows")),
        model=_choice(table, "model", ("struct", "tuple")),
        fields={k: _take(fields, k, "adapter.fields", _field, k) for k in fields},
    )


def _order(function: str, value: Any) -> tuple[str, ...]:
    known = ARGUMENTS[function] + FURTHER.get(function, ())
    needed = [name for name in ARGUMENTS[function] if name not in MAY_BE_LEFT_OUT]
    where = f"adapter.arguments.{function}"
    if not isinstance(value, list) or not value:
        raise RubricError(f"{where} is {value!r}; allowed: a list of names out of {_list(known)}")
    for name in value:
        if name not in known or value.count(name) > 1:
            raise RubricError(f"{where} has {name!r}; allowed, each once: {_list(known)}")
    for name in needed:
        if name not in value and not (name == "softmaxModel" and "theta" in value):
            raise RubricError(
                f"{where} lacks {name!r}, without which there is no right answer; what may be "
                f"left out: {_list(MAY_BE_LEFT_OUT)}"
            )
    return tuple(value)


def _known(where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            place = f"{where}.{key}" if where else key
            raise RubricError(f"{place} is not known; known here: {_list(known)}")


def _table(where: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise RubricError(f"{where} is {value!r}; allowed: a table, [{where}]")
    return value


def _take(
    table: Mapping[str, Any], key: str, where: str, check: Callable[[Any], str], default: Any
) -> Any:
    """The value under a key; `check` says what is allowed, or nothing when all is well."""
    if key not in table:
        return default
    allowed = check(table[key])
    if allowed:
        place = f"{where}.{key}" if where else key
        raise RubricError(f"{place} is {table[key]!r}; allowed: {allowed}")
    return table[key]


def _choice(table: Mapping[str, Any], key: str, options: tuple[Any, ...]) -> Any:
    value = table.get(key, options[0])
    if isinstance(value, bool) or value not in options:
        allowed = " or ".join(repr(o) for o in options)
        raise RubricError(f"adapter.{key} is {value!r}; allowed: {allowed}")
    return value


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


def _yes_or_no(value: Any) -> str:
    return "" if isinstance(value, bool) else "true or false"


def _text(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "a text in quotes"


def _name(value: Any) -> str:
    good = isinstance(value, str) and all(part.isidentifier() for part in value.split("."))
    return "" if good and value.count(".") <= 1 else 'a name, or "file.function"'


def _field(value: Any) -> str:
    good = isinstance(value, str) and value.isascii() and value.isidentifier()
    return "" if good else "a name"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names)
