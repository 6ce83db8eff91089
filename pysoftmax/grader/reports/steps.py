"""What `pysoftmax check` prints: the steps in their order, and the first one that is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pysoftmax.grader.reports.text import (
    WIDTH,
    closing_lines,
    indented,
    item_lines,
    with_points,
)
from pysoftmax.grader.results import ItemResult, SubmissionResult
from pysoftmax.words import plural

__all__ = ["NOT_BEGUN", "first_unfinished", "in_order", "step_lines"]

NOT_BEGUN = frozenset({"untouched starter", "missing", "empty", "never filled in"})
"""Mistakes of which a part that has not been begun consists."""

Steps = Sequence[tuple[str, str]]


def step_lines(
    result: SubmissionResult,
    steps: Steps,
    *,
    everything: bool = False,
    hints: Sequence[str] = (),
    of: int = 0,
    tell: bool = False,
    width: int = WIDTH,
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
        Explain every step that is wrong.
    hints
        To show for the first step that is not finished.
    of
        How many hints that step has.
    tell
        Show the lines to write.
    width
        The longest line, in characters.
    """
    items = {item.name: item for item in result.items}
    unbegun = _unbegun(result)
    focus = first_unfinished(result, steps)
    hidden = 0
    for key, step in steps:
        item = items[key]
        label = _label(item, step)
        if item.outcome == "passed":
            yield with_points(item, label, width)
        elif item.function in unbegun and item.outcome != "grader failed":
            if item.max_points or everything:
                yield f".    {label:<45} not begun"
        elif item.outcome == "not checked":
            if item.max_points or everything:
                message = _awaited(item, items.values(), unbegun) or item.message
                yield f"-    {label:<45} {message}".rstrip()
        elif key != focus and not everything:
            hidden += 1
            yield with_points(item, label, width)
        else:
            yield with_points(item, label, width)
            yield from item_lines(item, width, tell=tell)
            if key == focus:
                yield from _hint_lines(hints, of, width)
    yield from closing_lines(result, width)
    if hidden:
        yield f"{plural(hidden, 'more step')} failed: --all shows why."
    if focus is not None and items[focus].function in unbegun:
        step = dict(steps)[focus]
        yield f"Next: {_label(items[focus], step)} ({items[focus].function})."
        yield from _hint_lines(hints, of, width)
    if focus is not None:
        yield from _offers(items[focus], hints, of, tell)


def first_unfinished(result: SubmissionResult, steps: Steps) -> str | None:
    """Return the item to work on: the first that is wrong, else the first that is not begun."""
    items = {item.name: item for item in result.items}
    unbegun = _unbegun(result)
    wrong = [key for key, _ in steps if items[key].outcome in ("failed", "grader failed")]
    begun = [
        key
        for key in wrong
        if items[key].function not in unbegun or items[key].outcome == "grader failed"
    ]
    return next(iter([*begun, *wrong]), None)


def in_order(steps: Mapping[str, str]) -> list[tuple[str, str]]:
    """Items' keys with their steps, sorted by step; the given order counts within one."""
    return sorted(steps.items(), key=lambda pair: pair[1])


def _unbegun(result: SubmissionResult) -> set[str]:
    return {item.function for item in result.items if item.mistake in NOT_BEGUN}


def _awaited(item: ItemResult, items: Iterable[ItemResult], unbegun: Collection[str]) -> str:
    """Return what an item waits for, if that has not been begun; it has not failed, then."""
    for other in items:
        if other.function in unbegun and f" {other.title} failed." in item.message:
            return f"waits for {other.title}."
    return ""


def _label(item: ItemResult, step: str) -> str:
    return f"{step}: {item.title}" if step else item.title


def _hint_lines(hints: Sequence[str], of: int, width: int) -> Iterator[str]:
    for number, hint in enumerate(hints, 1):
        yield from indented(f"hint {number} of {of}: {hint}", width)


def _offers(item: ItemResult, hints: Sequence[str], of: int, tell: bool) -> Iterator[str]:
    """Yield what else can be asked for, in a line."""
    offers = []
    if len(hints) < of:
        offers.append("--hint gives the next hint" if hints else "--hint gives a hint")
    if item.fix and not tell:
        offers.append("--tell shows what to write")
    if offers:
        yield f"{'; '.join(offers)}."
