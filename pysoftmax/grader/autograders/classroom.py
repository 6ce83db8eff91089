"""GitHub Classroom's autograding: a workflow, and the result that its reporter reads.

The reporter (https://github.com/classroom-resources/autograding-grading-reporter) demands the names
of the workflow and of its only job, and reads base64 of a JSON document from each runner's output.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

from pysoftmax.grader.autograders.one import Parts
from pysoftmax.grader.reports.text import item_lines
from pysoftmax.grader.reports.view import for_students, number
from pysoftmax.grader.results import ItemResult, SubmissionResult

__all__ = ["PARTS", "build", "output_line", "summary_lines"]

PARTS = ".github/pysoftmax"
"""Where the rubric and its seed are in a student's repository."""
_WORKFLOW = """\
# GitHub Classroom reads the points from this workflow; it must keep its name and its only job's.
name: Autograding Tests
on:
  - push
  - workflow_dispatch
  - repository_dispatch
permissions:
  checks: write
  actions: read
  contents: read
jobs:
  run-autograding-tests:
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    if: github.actor != 'github-classroom[bot]'
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      # Ubuntu's AppArmor keeps unprivileged programs from making user namespaces.
      - run: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 || true
      - run: sudo apt-get update && sudo apt-get install --yes octave bubblewrap
      - run: pip install '{requirement}'
      - name: pysoftmax
        id: pysoftmax
        run: pysoftmax classroom check .
      - name: Autograding Reporter
        uses: classroom-resources/autograding-grading-reporter@v1
        env:
          PYSOFTMAX_RESULTS: "${{{{steps.pysoftmax.outputs.result}}}}"
        with:
          runners: pysoftmax
"""


def build(parts: Parts, folder: Path) -> list[Path]:
    """Write the workflow and the rubric into the assignment's template repository.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    FileExistsError
        If one of them exists; then none is written.
    """
    workflow = folder / ".github" / "workflows" / "classroom.yml"
    files = {workflow: _WORKFLOW.format(requirement=parts.requirement).encode()}
    files |= {folder / PARTS / name: content for name, content in parts.files.items()}
    for path in files:
        if path.exists():
            raise FileExistsError(f"{path} exists; delete it first")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(files)


def output_line(result: SubmissionResult) -> str:
    """Return the line for the file that ``GITHUB_OUTPUT`` names."""
    shown = for_students(result)
    judged = [item for item in shown.items if item.max_points]
    document = {
        "version": 1,
        "status": "pass" if all(item.outcome == "passed" for item in judged) else "fail",
        "max_score": shown.max_points,
        "tests": [_test(item, shown.problem) for item in judged],
    }
    return f"result={base64.b64encode(json.dumps(document).encode()).decode()}\n"


def summary_lines(result: SubmissionResult) -> Iterator[str]:
    """Yield the table for the file that ``GITHUB_STEP_SUMMARY`` names."""
    yield f"{number(result.points)} of {number(result.max_points)} points"
    yield ""
    yield "| item | outcome | points |"
    yield "| --- | --- | --- |"
    for item in result.items:
        yield f"| {item.title} | {item.outcome} | {number(item.points)} |"


def _test(item: ItemResult, problem: str) -> dict[str, object]:
    message = "\n".join(item_lines(item)) or problem or item.outcome
    return {
        "name": item.title,
        "status": "pass" if item.outcome == "passed" else "fail",
        "score": item.points,
        "message": None if item.outcome == "passed" else message,
        "test_code": "",
        "filename": "",
        "line_no": 0,
        "duration": 0,
    }
