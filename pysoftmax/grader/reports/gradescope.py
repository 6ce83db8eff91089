"""Gradescope's results.json: one document per submission, in its autograder's format.

The format is that of https://gradescope-autograders.readthedocs.io/en/latest/specs/.
"""

from __future__ import annotations

import json
from typing import Any

from pysoftmax.grader.reports.text import item_lines
from pysoftmax.grader.reports.view import for_students
from pysoftmax.grader.results import ItemResult, SubmissionResult

__all__ = ["render"]


def render(result: SubmissionResult) -> str:
    """Return the document; it contains only the outcome of hidden items, marked as hidden."""
    shown = for_students(result)
    notes = [remark.message for remark in shown.remarks]
    notes += [f"Could not be graded: {shown.problem}"] if shown.problem else []
    notes += shown.comments
    notes += [] if shown.sandboxed else ["Run without a sandbox."]
    document = {
        "score": shown.points,
        "execution_time": shown.seconds.get("total", 0.0),
        "output": "\n".join(notes),
        "output_format": "text",
        "test_output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(k, item) for k, item in enumerate(shown.items, start=1)],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _test(number: int, item: ItemResult) -> dict[str, Any]:
    test = {
        "name": item.title,
        "number": str(number),
        "score": item.points,
        "max_score": item.max_points,
        "status": "passed" if item.outcome == "passed" else "failed",
        "visibility": "visible" if item.visible or item.message else "hidden",
        "output": "\n".join(item_lines(item)),
        "tags": [item.name],
    }
    if item.outcome in ("by hand", "to be graded", "late"):
        del test["status"]  # Gradescope shows only the points
    if item.outcome == "late":
        del test["max_score"]
    if item.outcome == "not checked" and not item.max_points:
        for key in ("status", "score", "max_score"):  # neither passed nor failed: shown as a note
            del test[key]
    return test
