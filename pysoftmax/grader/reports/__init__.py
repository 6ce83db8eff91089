"""The reports: pure functions of the results, and the one place that writes them to files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pysoftmax.atomic import atomic_write
from pysoftmax.grader.reports import gradebook, gradescope, html, json_report, junit, platforms
from pysoftmax.grader.reports.view import ClassView, Entry

__all__ = ["write_reports"]


def write_reports(view: ClassView, folder: Path) -> None:
    """All reports of a class, in a folder that exists.

    ``gradebook.csv``, ``report.json``, ``junit.xml`` and ``index.html`` for the teacher;
    ``students/NAME.html`` and ``gradescope/NAME.json`` for each submission, showing only the
    outcome of hidden items; ``teacher/NAME.html`` with everything, if there are hidden items;
    ``similar.csv`` with pairs of similar files; ``canvas.csv`` or ``moodle.csv`` if the roster
    comes from there.
    """
    hidden = any(not rule.visible for rule in view.rubric.items.values())
    folders = ["students", "gradescope", *(["teacher"] if hidden else [])]
    for name in folders:
        (folder / name).mkdir(exist_ok=True)
    for entry in view.entries():
        _write_submission(view, entry, folder, hidden)
    _write(folder / "gradebook.csv", gradebook.render(view))
    _write(folder / "similar.csv", gradebook.render_similar(view))
    if view.roster is not None and view.roster.platform:
        name = f"{view.roster.platform.lower()}.csv"
        _write(folder / name, platforms.render(view, view.roster))
    _write(folder / "report.json", json_report.render(view))
    _write(folder / "junit.xml", junit.render(view))
    _write(folder / "index.html", [html.render_class(view, folders[-1] if hidden else folders[0])])


def _write_submission(view: ClassView, entry: Entry, folder: Path, hidden: bool) -> None:
    title, page = view.rubric.title, f"{entry.page}.html"
    student = html.render_submission(entry.result, title, view.version, secrets=False)
    _write(folder / "students" / page, [student])
    if hidden:
        teacher = html.render_submission(entry.result, title, view.version, secrets=True)
        _write(folder / "teacher" / page, [teacher])
    _write(folder / "gradescope" / f"{entry.page}.json", [gradescope.render(entry.result)])


def _write(path: Path, parts: Iterable[str]) -> None:
    """Write a file whole or not at all."""
    with atomic_write(path, "w", encoding="utf-8", errors="replace", newline="") as file:
        file.writelines(parts)
