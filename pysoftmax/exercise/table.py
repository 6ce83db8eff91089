"""Checks of the contents of a TOML table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = [
    "TableError",
    "as_table",
    "choice",
    "is_field",
    "is_name",
    "known_keys",
    "names_listed",
    "place_of_key",
    "take",
]


class TableError(ValueError):
    """A table that cannot be used; the message says where, what came and what is expected."""


def place_of_key(where: str, key: str) -> str:
    """Return the key with the table that it is in, as TOML writes it."""
    return f"{where}.{key}" if where else key


def known_keys(where: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
    """Raise a `TableError` for a key that is not `known`."""
    for key in table:
        if key not in known:
            raise TableError(
                f"{place_of_key(where, key)} is not known; expected one of {names_listed(known)}"
            )


def as_table(where: str, value: Any) -> Mapping[str, Any]:
    """Return the value, which must be a table."""
    if not isinstance(value, dict):
        raise TableError(f"{where} is {value!r}; expected a table, [{where}]")
    return value


def take(
    table: Mapping[str, Any], key: str, where: str, check: Callable[[Any], str], default: Any
) -> Any:
    """Return the value of a key. `check` returns what is expected, or nothing if the value is."""
    if key not in table:
        return default
    expected = check(table[key])
    if expected:
        raise TableError(f"{place_of_key(where, key)} is {table[key]!r}; expected {expected}")
    return table[key]


def choice(table: Mapping[str, Any], key: str, where: str, options: Sequence[Any]) -> Any:
    """Return the value under a key, one of the options; the first is the default."""
    value = table.get(key, options[0])
    if isinstance(value, bool) or value not in options:
        expected = " or ".join(repr(option) for option in options)
        raise TableError(f"{place_of_key(where, key)} is {value!r}; expected {expected}")
    return value


def is_name(value: Any) -> str:
    """Nothing if the value is the name of a function, perhaps with those of its file and class.

    A file in folders has them before it, each with ``/``.
    """
    *folders, name = value.split("/") if isinstance(value, str) else [""]
    parts = name.split(".")
    good = all(part.isidentifier() for part in (*folders, *parts)) and len(parts) <= 3
    good = good and not (folders and len(parts) == 1)
    return "" if good else 'a name, "file.function" or "file.Class.method"'


def is_field(value: Any) -> str:
    """Nothing if the value is the name of a field in both languages."""
    good = isinstance(value, str) and value.isascii() and value.isidentifier()
    return "" if good else "a name"


def names_listed(names: Sequence[str]) -> str:
    """Return the names, with commas."""
    return ", ".join(names)
