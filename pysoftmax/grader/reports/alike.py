"""Groups of submissions that behave alike: the same wrong answers to the same questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pysoftmax.grader.reports.view import Entry

__all__ = ["AlikeGroup", "groups_of"]

FEW_NAMES = 3


@dataclass
class AlikeGroup:
    """Submissions that give the same wrong answers to the same questions.

    Attributes
    ----------
    key
        Its name.
    count
        How many there are.
    names
        Some of the students.
    failed
        The items that fail, each with the mistake if it was recognised.
    """

    key: str
    count: int
    names: list[str]
    failed: tuple[str, ...]


def groups_of(entries: Iterable[Entry]) -> list[AlikeGroup]:
    """Return the groups of a class, the largest first; of those of one size, the first found."""
    found: dict[str, AlikeGroup] = {}
    for entry in entries:
        key = entry.result.behaviour
        if not key or not entry.submitted:
            continue
        group = found.get(key)
        if group is None:
            failed = tuple(
                f"{item.name}: {item.mistake}" if item.mistake else item.name
                for item in entry.result.items
                if item.outcome == "failed"
            )
            group = found[key] = AlikeGroup(key, 0, [], failed)
        group.count += 1
        if len(group.names) < FEW_NAMES:
            group.names.append(entry.result.name)
    return sorted(found.values(), key=lambda group: -group.count)
