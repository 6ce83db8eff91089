"""What `pysoftmax check` prints: the steps in their order, and the first one that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pysoftmax.grader.reports.text import MARKS, closing_lines, item_lines
from pysoftmax.grader.reports.view import number
from pysoftmax.grader.results import ItemResult, SubmissionResult
from pysoftmax.words import plural

__all__ = ["NOT_BEGUN", "in_order", "step_lines"]

NOT_BEGUN = frozenset({"untouched starter", "missing", "empty", "never filled in"})
"""Mistakes of which a part that has not been begun consists."""


def step_lines(
    result: SubmissionResult, steps: Sequence[tuple[str, str]], *, everything: bool = False
) -> Iterator[str]:
    """Yield the steps of a solution, one line each, with all about the first that is wrong.

    Parameters
    ----------
    result
        Of the solution.
    steps
        The items' keys in the order in which to show them, each with its step, such as ``Step 2``;
        empty if the exercise has none.
    everything
        Show all about every step that is wrong.
    """
    items = {item.name: item for item in result.items}
    unbegun = {item.function for item in result.items if item.mistake in NOT_BEGUN}
    told, hidden, first_unbegun = False, 0, ""
    for key, step in steps:
        item = items[key]
        label = f"{step}: {item.title}" if step else item.title
        if item.outcome == "passed":
            yield _line(item, label, _points(item))
        elif item.function in unbegun and item.outcome != "grader failed":
            first_unbegun = first_unbegun or f"{label} ({item.function})"
            if item.max_points or everything:
                yield f".    {label:<45} not begun"
        elif item.outcome == "not checked":
            if item.max_points or everything:
                yield f"-    {label:<45} {item.message}".rstrip()
        elif told and not everything:
            hidden += 1
            yield _line(item, label, _points(item))
        else:
            told = True
            yield _line(item, label, _points(item))
            yield from list(item_lines(item))[1:]
    yield from closing_lines(result)
    yield from _next(told, hidden, first_unbegun)


def _next(told: bool, hidden: int, first_unbegun: str) -> Iterator[str]:
    """Yield what to do now, in a line."""
    if hidden:
        yield f"{plural(hidden, 'more step')} failed: --all shows why."
    elif not told and first_unbegun:
        yield f"Next: {first_unbegun}."


def _line(item: ItemResult, label: str, points: str) -> str:
    return f"{MARKS[item.outcome]} {label:<45} {points:>8}".rstrip()


def _points(item: ItemResult) -> str:
    return f"{number(item.points)}/{number(item.max_points)}" if item.max_points else ""


def in_order(steps: Mapping[str, str]) -> list[tuple[str, str]]:
    """Items' keys with their steps, sorted by step; the given order counts within one."""
    return sorted(steps.items(), key=lambda pair: pair[1])
