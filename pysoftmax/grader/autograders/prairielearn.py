"""PrairieLearn's external grader: a question's folder, and the results that it reads.

https://prairielearn.readthedocs.io/en/latest/externalGrading/
"""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from pysoftmax.atomic import atomic_write
from pysoftmax.grader.autograders.one import Parts, grade_one, rubric_in
from pysoftmax.grader.reports.text import item_lines
from pysoftmax.grader.reports.view import for_students
from pysoftmax.grader.results import ItemResult, SubmissionResult
from pysoftmax.languages import Language

__all__ = ["build", "render", "run"]

SECONDS = 300
"""How long PrairieLearn lets a submission be graded."""

_DOCKERFILE = """\
# Build and push this, and name it in info.json: externalGradingOptions.image.
FROM python:3.12-slim
RUN apt-get update \\
 && apt-get install --yes --no-install-recommends octave bubblewrap \\
 && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir '{requirement}'
"""
_RUN = """\
#!/usr/bin/env bash
set -euo pipefail
root="${GRADE_ROOT:-/grade}"
exec "${PYSOFTMAX_PYTHON:-python3}" -m pysoftmax prairielearn run "$root"
"""
_QUESTION = """\
<pl-question-panel>
  <p>Submit your files.</p>
  <pl-file-upload file-names="{files}"></pl-file-upload>
</pl-question-panel>
<pl-submission-panel>
  <pl-external-grader-results></pl-external-grader-results>
  <pl-file-preview></pl-file-preview>
</pl-submission-panel>
"""


def build(parts: Parts, folder: Path, language: Language) -> None:
    """Write a question's folder, which must not exist yet.

    Parameters
    ----------
    parts
        The autograder's.
    folder
        The question's.
    language
        Whose files students upload.

    Raises
    ------
    OSError
        If the folder exists, or cannot be written.
    """
    rubric = parts.rubric
    graded = rubric.exercise.without(rubric.conventions.absent).graded
    files = dict.fromkeys(f"{rubric.conventions.file(name)}{language.suffix}" for name in graded)
    info = {
        "uuid": str(uuid.uuid4()),
        "title": rubric.title,
        "topic": rubric.title,
        "type": "v3",
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": "YOUR-ACCOUNT/pysoftmax",
            "entrypoint": "/grade/tests/run.sh",
            "timeout": SECONDS,
        },
    }
    tests = folder / "tests"
    tests.mkdir(parents=True)
    (folder / "info.json").write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")
    (folder / "question.html").write_text(_QUESTION.format(files=",".join(files)), "utf-8")
    (folder / "Dockerfile").write_text(_DOCKERFILE.format(requirement=parts.requirement), "utf-8")
    (tests / "run.sh").write_text(_RUN, encoding="utf-8")
    (tests / "run.sh").chmod(0o755)
    for name, content in parts.files.items():
        path = tests / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def run(root: Path) -> None:
    """Grade ``student`` below `root` by what is in ``tests``, into ``results/results.json``.

    Raises
    ------
    ValueError, SurroundingsError
        As `grade_one`. PrairieLearn then says that grading failed.
    """
    result = grade_one(root / "student", rubric_in(root / "tests"))
    folder = root / "results"
    folder.mkdir(exist_ok=True)  # PrairieLearn does not make it
    with atomic_write(folder / "results.json", "w", encoding="utf-8") as file:
        file.write(render(result))


def render(result: SubmissionResult) -> str:
    """Return the document; what cannot be read is not gradable, and costs no attempt."""
    shown = for_students(result)
    if shown.problem:
        document: dict[str, Any] = {"gradable": False, "format_errors": [shown.problem]}
        return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    score = shown.points / shown.max_points if shown.max_points else 0.0
    notes = [remark.message for remark in shown.remarks]
    notes += [] if shown.sandboxed else ["Run without a sandbox."]
    document = {
        "gradable": True,
        "score": min(1.0, max(0.0, score)),
        "message": "\n".join(notes),
        "tests": [_test(item) for item in shown.items],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _test(item: ItemResult) -> dict[str, Any]:
    return {
        "name": item.title,
        "description": item.function,
        "points": item.points,
        "max_points": item.max_points,
        "message": "" if item.outcome == "failed" else item.outcome,
        "output": "\n".join(item_lines(item)),
    }
