"""Conventions as a rubric's table ``[adapter]``, or in one line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pysoftmax.exercise.conventions import Conventions

__all__ = ["adapter_lines", "differing", "in_one_line", "leaves"]

_OF_THE_EXERCISE = ("signatures", "outputs")


def differing(conventions: Conventions, usual: Conventions) -> dict[str, Any]:
    """The keys of ``[adapter]`` whose values differ from the usual ones, tables last."""
    if conventions == usual:  # as of nearly every submission, at a tenth of the time
        return {}
    now, before = asdict(conventions), asdict(usual)
    changed = {
        key: value
        for key, value in now.items()
        if value != before[key] and key not in _OF_THE_EXERCISE
    }
    return dict(sorted(changed.items(), key=lambda entry: isinstance(entry[1], dict)))


def leaves(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each line of a table: its dotted key and its value."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{name}", entry) for name, entry in value.items())
        else:
            yield key, value


def in_one_line(table: Mapping[str, Any]) -> str:
    """The table as dotted keys with their values, in one line."""
    return "; ".join(f"{key} = {_toml(value)}" for key, value in leaves(table))


def adapter_lines(
    conventions: Conventions,
    usual: Conventions,
    evidence: Mapping[str, str] | None = None,
    questions: Sequence[str] = (),
) -> list[str]:
    """The table ``[adapter]`` of what differs from the usual, as lines of TOML.

    Parameters
    ----------
    conventions
        What to write.
    usual
        What needs no line.
    evidence
        Why, by dotted key: a comment above its line.
    questions
        What stayed undecided: a comment at the end that begins with ``# ?``.
    """
    changed, evidence = differing(conventions, usual), evidence or {}
    plain = {key: value for key, value in changed.items() if not isinstance(value, dict)}
    lines = ["[adapter]"]
    for key, value in plain.items():
        lines += _line(key, value, evidence.get(key))
    for key, table in changed.items():
        if key not in plain and table:
            lines += ["", f"[adapter.{key}]"]
            for name, value in table.items():
                lines += _line(name, value, evidence.get(f"{key}.{name}"))
    if questions:
        lines += ["", *(f"# ? {question}" for question in questions)]
    return lines


def _line(key: str, value: Any, why: str | None) -> list[str]:
    return [*([f"# {why}"] if why else []), f"{key} = {_toml(value)}"]


def _toml(value: Any) -> str:
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    return json.dumps(value)
