"""The report for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from pysoftmax.grader.reports.view import number
from pysoftmax.grader.results import ItemResult, SubmissionResult

__all__ = ["MARKS", "WIDTH", "closing_lines", "indented", "item_lines", "render", "with_points"]

MARKS = {
    "passed": "ok  ",
    "failed": "FAIL",
    "not checked": "-   ",
    "grader failed": "??? ",
    "by hand": "    ",
    "to be graded": "    ",
    "late": "    ",
}
WIDTH = 96


def render(result: SubmissionResult) -> str:
    """Return all items, then the remarks and the sum."""
    lines: list[str] = []
    if result.problem:
        lines.append(f"could not be graded: {result.problem}")
    for item in result.items:
        lines += [with_points(item, item.title), *item_lines(item)]
    lines += closing_lines(result)
    return "\n".join(lines) + "\n"


def with_points(item: ItemResult, label: str, width: int = WIDTH) -> str:
    """Return an item's outcome, its label and its points, in a line."""
    had = f"{number(item.points)}/{number(item.max_points)}" if item.max_points else ""
    if item.outcome == "late":
        had = number(item.points)
    wide = max(min(45, width - 15), 1)
    return f"{MARKS[item.outcome]} {label:<{wide}} {had:>8}".rstrip()


def item_lines(item: ItemResult, width: int = WIDTH, *, tell: bool = True) -> Iterator[str]:
    """Yield what is wrong with an item: message, lines to write if `tell`, and example."""
    if item.message:
        yield from indented(item.message, width)
    if item.fix and tell:
        yield from _to_paste(item.fix)
    if item.example is not None:
        yield from indented("the smallest failing input:", width)
        yield from (f"        {line}" for line in item.example.code.splitlines())
        yield from _labelled("yours", item.example.answer)
        yield from _labelled("expected", item.example.expected)


def closing_lines(result: SubmissionResult, width: int = WIDTH) -> Iterator[str]:
    """Remarks, circumstances and the sum."""
    shown = {item.message for item in result.items}
    for remark in result.remarks:
        if remark.message not in shown:
            yield from textwrap.wrap(f"note: {remark.message}", width)
    for comment in result.comments:
        yield from textwrap.wrap(f"comment: {comment}", width)
    if not result.sandboxed:
        yield "note: run without a sandbox."
    yield f"{number(result.points)} of {number(result.max_points)} points"


def indented(text: str, width: int = WIDTH) -> list[str]:
    """Return the lines of a text, wrapped; its own indentation is kept."""
    wrapped = []
    for line in text.splitlines() or [""]:
        margin = " " * (5 + len(line) - len(line.lstrip()))
        wrapped += textwrap.wrap(
            line.lstrip(), width, initial_indent=margin, subsequent_indent=margin,
            break_on_hyphens=False, break_long_words=False,
        )  # fmt: skip
    return wrapped


def _to_paste(code: str) -> Iterator[str]:
    """Code is never wrapped, so that it can be pasted."""
    lines = code.splitlines()
    if len(lines) == 1:
        yield f"     write: {code}"
        return
    yield "     write:"
    yield from (f"        {line}" for line in lines)


def _labelled(label: str, text: str) -> Iterator[str]:
    first, *rest = text.splitlines() or [""]
    yield f"        {label}: {first}"
    yield from (f"        {' ' * len(label)}  {line}" for line in rest)
