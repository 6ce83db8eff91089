"""The pages: one per submission, one for the class. Self-contained, and readable on a phone."""

from __future__ import annotations

import functools
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pysoftmax import pages
from pysoftmax.grader.adapter_table import in_one_line
from pysoftmax.grader.reports.pictures import heat_maps
from pysoftmax.grader.reports.view import ClassView, Entry, for_students, number
from pysoftmax.grader.results import ItemResult, SubmissionResult

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

__all__ = ["environment", "render_class", "render_submission"]


@dataclass(frozen=True)
class _Row:
    """A submission's line in the class page."""

    name: str
    language: str
    page: str
    points: float
    outcomes: tuple[tuple[str, str, str], ...]
    problem: str
    same_as: tuple[str, ...]
    conventions: str


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
    rows = [_row(entry) for entry in view.entries()]
    return _template("class.html").render(
        title=view.rubric.title,
        version=view.version,
        sandboxed=view.sandboxed,
        seed=view.rubric.seed,
        max_points=view.rubric.points,
        items=[
            *((item.key, item.title) for item in view.rubric.exercise.items),
            *((key, row.title) for key, row in view.rubric.by_hand.items()),
        ],
        by_hand=bool(view.rubric.by_hand),
        rows=rows,
        folder=folder,
        histogram=_histogram([row.points for row in rows], view.rubric.points),
        mistakes=_mistakes(view.entries()),
        median=statistics.median([row.points for row in rows] or [0.0]),
    )


def _row(entry: Entry) -> _Row:
    result = entry.result
    return _Row(
        result.name,
        result.language,
        entry.page,
        result.points,
        tuple((i.name, i.outcome, _in_cell(i)) for i in result.items),
        result.problem,
        entry.same_as,
        in_one_line(entry.conventions),
    )


def _in_cell(item: ItemResult) -> str:
    """What belongs to an item's mark in the class's table; points by hand are their own mark."""
    if item.outcome in ("by hand", "late"):
        return number(item.points)
    return item.mistake or item.message or item.title


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


def _mistakes(entries: Iterable[Entry]) -> list[tuple[str, int]]:
    """Return the mistakes that were recognised, the most frequent first."""
    counted: Counter[str] = Counter()
    for entry in entries:
        counted.update({item.mistake for item in entry.result.items if item.mistake})
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


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
