"""The pages: one per submission, one for the class. Self-contained, and readable on a phone."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from pysoftmax import pages
from pysoftmax.grader.adapter_table import in_one_line
from pysoftmax.grader.reports import gradebook
from pysoftmax.grader.reports.alike import groups_of
from pysoftmax.grader.reports.pictures import heat_maps
from pysoftmax.grader.reports.view import ClassView, Entry, for_students, number
from pysoftmax.grader.results import ItemResult, SubmissionResult
from pysoftmax.grader.rubric import LATE
from pysoftmax.words import shown

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

__all__ = ["environment", "render_class", "render_submission"]


MOST_GROUPS, MOST_PAIRS = 100, 100
"""Groups and similar pairs that the class's page lists."""
_LONG, _FEW = 120, 5
"""Letters of a note and names of others that a line of the table has."""


@dataclass
class _Count:
    """How an item went."""

    key: str
    title: str
    passed: int = 0
    failed: int = 0

    @property
    def percent(self) -> int:
        """Of those asked who passed, rounded down, so that 100 means all."""
        asked = self.passed + self.failed
        return 100 * self.passed // asked if asked else 0


def render_submission(result: SubmissionResult, title: str, version: str, secrets: bool) -> str:
    """Return the page of one submission.

    Parameters
    ----------
    result
        The result of grading.
    title, version
        The rubric's title, pysoftmax's version.
    secrets
        Whether hidden items are shown in full.
    """
    shown = result if secrets else for_students(result)
    return _template("submission.html").render(result=shown, title=title, version=version)


def render_class(view: ClassView, folder: str) -> str:
    """Return the page of the class, with links to the submissions' pages in `folder`."""
    items = [(item.key, item.title) for item in view.rubric.exercise.items]
    columns = [*items, *((key, row.title) for key, row in view.rubric.by_hand.items())]
    if view.rubric.late:
        columns.append((LATE, "Taken off by the late rule"))
    counts = {key: _Count(key, title) for key, title in items}
    points: list[float] = []
    rows: list[dict[str, Any]] = []
    mistakes: Counter[str] = Counter()
    full = missing = failed = 0
    for entry in view.entries():
        row = _row(entry)
        rows.append(row)
        if not entry.submitted:
            missing += 1
            continue
        points.append(entry.result.points)
        mistakes.update(row["mistakes"])
        full += entry.result.points == view.rubric.points
        failed += bool(entry.result.problem)
        for item in () if entry.result.problem else entry.result.items:
            if item.name in counts and item.outcome in ("passed", "failed"):
                counts[item.name].passed += item.outcome == "passed"
                counts[item.name].failed += item.outcome == "failed"
    script = _script()
    return _template("class.html").render(
        title=view.rubric.title,
        version=view.version,
        sandboxed=view.sandboxed,
        seed=view.rubric.seed,
        max_points=view.rubric.points,
        items=columns,
        item_counts=sorted(counts.values(), key=lambda count: -count.failed),
        by_hand=bool(view.rubric.by_hand),
        data=_data({"folder": folder, "rows": rows}),
        submissions=len(points),
        full_marks=full,
        not_graded=failed,
        missing=missing,
        folder=folder,
        histogram=_histogram(points, view.rubric.points),
        mistakes=sorted(mistakes.items(), key=lambda pair: (-pair[1], pair[0])),
        groups=[group for group in groups_of(view.entries()) if group.count > 1],
        most_groups=MOST_GROUPS,
        similar=view.similar,
        most_pairs=MOST_PAIRS,
        names={row["page"]: row["name"] for row in rows},
        median=statistics.median(points or [0.0]),
        script=script,
        script_hash=_hash(script),
    )


def _row(entry: Entry) -> dict[str, Any]:
    """Return a submission's line in the class's table, as its script reads it."""
    result = entry.result
    conventions = in_one_line(entry.conventions)
    return {
        "name": shown(result.name),
        "about": shown(" · ".join(filter(None, (entry.student_id, result.language)))),
        "find": shown(" ".join((result.name, entry.student_id, entry.email))).casefold(),
        "page": entry.page,
        "points": gradebook.points(result),
        "cells": [_cell(item, graded=not result.problem) for item in result.items],
        "mistakes": list(dict.fromkeys(item.mistake for item in result.items if item.mistake)),
        "group": result.behaviour,
        "notes": [
            *([shown(result.problem)] if result.problem else []),
            *([f"same files as {_some(entry.same_as)}"] if entry.same_as else []),
            *([f"conventions: {shown(conventions)}"] if conventions else []),
        ],
    }


def _cell(item: ItemResult, *, graded: bool) -> list[str]:
    """Return an item's class, words and points in the table; a mark stands for most points."""
    outcome = item.outcome.replace(" ", "-")
    if item.outcome in ("by hand", "late"):
        return [outcome, item.title, number(item.points)]
    if not graded:
        return ["not-checked", "not graded"]
    if item.outcome == "passed":
        return [outcome]
    words = shown(item.mistake or item.message or item.title)
    return [outcome, words if len(words) <= _LONG else f"{words[:_LONG]}..."]


def _some(names: Sequence[str]) -> str:
    more = len(names) - _FEW
    return shown(", ".join(names[:_FEW])) + (f" and {more} more" if more > 0 else "")


def _data(table: Mapping[str, Any]) -> Markup:
    """Return JSON that can be within a page: no text in it ends the element that it is in."""
    from markupsafe import Markup

    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


@functools.cache
def _script() -> Markup:
    """Return the class page's script."""
    from markupsafe import Markup

    return Markup(
        resources.files("pysoftmax.grader.reports")
        .joinpath("templates/class.js")
        .read_text("utf-8")
    )


def _hash(script: str) -> str:
    """Return the hash by which the page allows its script, and no other."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _histogram(
    points: Iterable[float], most: float, bins: int = 10
) -> list[tuple[str, int, float]]:
    """Label, count and height in percent of each bin."""
    counts = [0] * bins
    for value in points:
        counts[max(0, min(int(bins * value / most), bins - 1)) if most else 0] += 1
    highest = max(counts) or 1
    step = most / bins
    return [
        (f"{number(k * step)} to {number((k + 1) * step)}", count, 100 * count / highest)
        for k, count in enumerate(counts)
    ]


@functools.cache
def environment() -> jinja2.Environment:
    """Return the templates, ready to be rendered.

    Raises
    ------
    ImportError
        If jinja2 is not installed; the message says what to do.
    """
    loaded = pages.environment("pysoftmax.grader.reports")
    loaded.filters["number"] = number
    loaded.filters["heat_maps"] = heat_maps
    loaded.filters["prose"] = _prose
    return loaded


def _prose(message: str) -> Markup:
    """Return a message as a sentence, with text in backticks as code."""
    from markupsafe import Markup, escape

    parts = message.split("`")
    first_word = parts[0].split(" ")[0]
    if first_word.isalpha() and first_word.islower():
        parts[0] = parts[0][0].upper() + parts[0][1:]
    marked = [
        Markup("<code>{}</code>").format(part) if k % 2 else escape(part)
        for k, part in enumerate(parts)
    ]
    return Markup("").join(marked)


def _template(name: str) -> jinja2.Template:
    return environment().get_template(name)
