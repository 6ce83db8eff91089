"""The report for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from pysoftmax.grader.reports.view import number
from pysoftmax.grader.results import ItemResult, SubmissionResult

__all__ = ["item_lines", "render"]

MARKS = {
    "passed": "ok  ",
    "failed": "FAIL",
    "not checked": "-   ",
    "grader failed": "??? ",
    "by hand": "    ",
    "to be graded": "    ",
}
WIDTH = 96


def render(result: SubmissionResult) -> str:
    """Return all items, then the remarks and the sum."""
    lines: list[str] = []
    if result.problem:
        lines.append(f"could not be graded: {result.problem}")
    for item in result.items:
        lines += item_lines(item)
    lines += closing_lines(result)
    return "\n".join(lines) + "\n"


def item_lines(item: ItemResult) -> Iterator[str]:
    """Yield the lines of one item: its outcome, and what is wrong."""
    had = f"{number(item.points)}/{number(item.max_points)}" if item.max_points else ""
    yield f"{MARKS[item.outcome]} {item.title:<45} {had:>8}".rstrip()
    if item.message:
        yield from _indented(item.message)
    if item.fix:
        yield from _to_paste(item.fix)
    if item.example is not None:
        yield from _indented("the smallest failing input:")
        yield from (f"        {line}" for line in item.example.code.splitlines())
        yield from _labelled("yours", item.example.answer)
        yield from _labelled("expected", item.example.expected)


def closing_lines(result: SubmissionResult) -> Iterator[str]:
    """Remarks, circumstances and the sum."""
    shown = {item.message for item in result.items}
    for remark in result.remarks:
        if remark.message not in shown:
            yield from textwrap.wrap(f"note: {remark.message}", WIDTH)
    if not result.sandboxed:
        yield "note: run without a sandbox."
    yield f"{number(result.points)} of {number(result.max_points)} points"


def _indented(text: str) -> list[str]:
    lines = text.splitlines() or [""]
    return [
        wrapped
        for line in lines
        for wrapped in textwrap.wrap(
            line, WIDTH, initial_indent=" " * 5, subsequent_indent=" " * 5, break_on_hyphens=False
        )
    ]


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
