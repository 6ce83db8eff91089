"""Which items a change of a solution's files can affect."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from pysoftmax.exercise import Exercise
from pysoftmax.exercise.conventions import Conventions
from pysoftmax.grader.results import ItemResult
from pysoftmax.languages import SUFFIXES

__all__ = ["affected_items"]

_ANYTHING = re.compile(
    r"\b(?:exec|eval|evalc|evalin|feval|str2func|run|source|import_module|__import__|importlib|"
    r"runpy|globals|builtin)\b"
)
"""Words of a file that may reach another source without naming it."""


def affected_items(
    exercise: Exercise,
    conventions: Conventions,
    before: Mapping[str, str],
    after: Mapping[str, str],
    results: Collection[ItemResult],
) -> set[str]:
    """Return the keys of the items whose result may differ; the others' results still hold.

    A function depends on the files whose names occur in its own, and on theirs in turn.

    Parameters
    ----------
    exercise, conventions
        The exercise, and in which files its functions are.
    before, after
        The texts of the solution's sources by name, and something that changes with the content of
        each other file.
    results
        Those of the files as they were before.
    """
    everything = {item.key for item in exercise.items}
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if not changed:
        return set()
    if before.keys() != after.keys() or any(map(_concerns_all, changed)):
        return everything
    outcomes = {result.name: result.outcome for result in results}
    found = {
        item.key
        for item in exercise.items
        if _reaches(conventions.file(exercise.claim(item).function), changed, after)
    }
    while True:
        more = set(found)
        for item in exercise.items:
            needed = {*item.requires, *item.needs_answers}
            if item.follow_up is not None:
                needed.add(item.follow_up.item)
            if needed & found:
                more.add(item.key)
            if item.key in found:  # why these did not pass decides what is said of this one
                more |= {key for key in needed if outcomes.get(key) != "passed"}
        if more == found:
            return found
        found = more


def _concerns_all(name: str) -> bool:
    """Whether a file may concern every function, whether it is named or not."""
    return not name.endswith(SUFFIXES) or "/" in name or name.startswith("__init__")


def _reaches(stem: str, changed: Collection[str], texts: Mapping[str, str]) -> bool:
    """Whether a file is changed, or mentions one that is, or one that mentions one, and so on."""
    stems = {name: name.rpartition("/")[2].rpartition(".")[0] for name in texts}
    waiting = {name for name, own in stems.items() if own == stem}
    if not waiting:
        return True  # another file defines the function
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in changed or _ANYTHING.search(texts[name]):
            return True
        seen.add(name)
        words = set(re.findall(r"\w+", texts[name]))
        waiting |= {other for other, own in stems.items() if own in words} - seen
    return False
