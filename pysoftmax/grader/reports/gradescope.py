"""Gradescope's results.json: one document per submission, in its autograder's format."""

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
        "visibility": "visible" if item.visible else "hidden",
        "output": "\n".join(list(item_lines(item))[1:]),
        "tags": [item.name],
    }
    if item.outcome in ("by hand", "to be graded"):
        del test["status"]  # Gradescope shows the points alone
    return test
