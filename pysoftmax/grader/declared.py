"""The verdict that a solution of an exercise must get, as its ``verdict.toml`` declares it.

::

    language = "octave"        # if the folder holds both
    cost = { verdict = "failed", mistake = "no-root" }

    [adapter.functions]        # the solution's conventions, as in a rubric
    rmse = "errors.root_mean_square"

An item that is not named must pass. If some are named, an item about a function whose file the
solution lacks need not be.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pysoftmax.exercise import Exercise
from pysoftmax.exercise.table import TableError, as_table, known_keys, take
from pysoftmax.languages import LANGUAGES, Language

__all__ = ["DECLARABLE", "Declared", "Expected", "read_declared"]

FILE = "verdict.toml"
DECLARABLE = ("passed", "failed", "not checked")


@dataclass(frozen=True)
class Expected:
    """What is declared of an item.

    Attributes
    ----------
    verdict
        One of `DECLARABLE`.
    mistake
        The name of the mistake to be found, empty for none; None if any name will do.
    """

    verdict: str
    mistake: str | None = None


@dataclass(frozen=True)
class Declared:
    """What is declared of a solution.

    Attributes
    ----------
    language
        The solution's; None if it is written in one only.
    items
        What is expected of the items that are named, by key.
    adapter
        The solution's conventions, as in a rubric.
    """

    language: Language | None = None
    items: Mapping[str, Expected] = field(default_factory=dict)
    adapter: Mapping[str, Any] = field(default_factory=dict)


def read_declared(solution: Path, exercise: Exercise) -> Declared:
    """Return what is declared of the solution in a folder.

    Raises
    ------
    TableError
        If its verdict cannot be read, or does not fit its name: ``right-...`` or ``wrong-...``.
    """
    right = solution.name.startswith("right-")
    if not right and not solution.name.startswith("wrong-"):
        raise TableError("its name begins with neither right- nor wrong-")
    path = solution / FILE
    if path.is_file():
        declared = _declared(_table(path), exercise)
    elif right:
        return Declared()
    else:
        raise TableError(f"it has no {FILE}; expected one that names the items that fail")
    fails = [key for key, item in declared.items.items() if item.verdict != "passed"]
    if right and fails:
        raise TableError(f"{FILE} declares that {fails[0]} does not pass, of a right solution")
    if not right and not fails:
        raise TableError(f"{FILE} declares of no item that it fails, of a wrong solution")
    return declared


def _table(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise TableError(f"{FILE} cannot be read: {error}") from error


def _declared(table: Mapping[str, Any], exercise: Exercise) -> Declared:
    items = tuple(item.key for item in exercise.items)
    known_keys("", table, ("language", "adapter", "conventions", *items))
    adapter = {k: as_table(k, table[k]) for k in ("adapter", "conventions") if k in table}
    if len(adapter) > 1:
        raise TableError("adapter and conventions are two names of one table; expected one of them")
    return Declared(
        LANGUAGES.get(take(table, "language", "", _language, "")),
        {key: _expected(key, as_table(key, table[key])) for key in items if key in table},
        next(iter(adapter.values()), {}),
    )


def _expected(key: str, table: Mapping[str, Any]) -> Expected:
    known_keys(key, table, ("verdict", "mistake"))
    if "verdict" not in table:
        raise TableError(f"{key} has no verdict; expected {_CHOICES}")
    verdict = take(table, "verdict", key, _verdict, None)
    return Expected(verdict, take(table, "mistake", key, _text, None))


_CHOICES = " or ".join(map(repr, DECLARABLE))


def _verdict(value: Any) -> str:
    return "" if value in DECLARABLE else _CHOICES


def _language(value: Any) -> str:
    return "" if value in tuple(LANGUAGES) else " or ".join(map(repr, LANGUAGES))


def _text(value: Any) -> str:
    return "" if isinstance(value, str) else "a text in quotes"
