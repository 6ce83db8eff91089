"""The class as JSON: everything, including hidden items, for the teacher's programs.

Its schema is described in docs/report-format.md. Only times differ from run to run; they
have their own field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pysoftmax.grader.reports.view import ClassView, Entry
from pysoftmax.grader.results import SCHEMA_VERSION

__all__ = ["entry_table", "render"]


def render(view: ClassView) -> Iterator[str]:
    """Yield the parts of the document; a class of thousands is never in memory as a whole."""
    head = {
        "schema": SCHEMA_VERSION,
        "pysoftmax": view.version,
        "sandboxed": view.sandboxed,
        "rubric": view.rubric.as_dict() | {"digest": view.rubric.digest},
    }
    yield _dump(head)[:-1].rstrip() + ',\n "submissions": ['
    separator = "\n"
    for entry in view.entries():
        yield separator + _dump(entry_table(entry))
        separator = ",\n"
    yield '\n ],\n "times": {'
    separator = "\n"
    for entry in view.entries():
        yield separator + f"{json.dumps(entry.page)}: {json.dumps(entry.result.seconds)}"
        separator = ",\n"
    yield "\n }\n}\n"


def entry_table(entry: Entry) -> dict[str, Any]:
    """Return a submission as in the document, without its times."""
    table = asdict(entry.result)
    del table["seconds"]
    return {
        "name": table.pop("name"),
        "id": entry.student_id,
        "email": entry.email,
        "submitted": entry.submitted,
        "days_late": entry.days_late,
        "attempt": entry.attempt,
        "path": entry.path,
        "page": entry.page,
        "points": entry.result.points,
        "max_points": entry.result.max_points,
        **table,
        "same_files_as": list(entry.same_as),
        "conventions": dict(entry.conventions),
    }


def _dump(table: dict[str, Any]) -> str:
    return json.dumps(table, indent=1, ensure_ascii=False, allow_nan=False, default=list)
