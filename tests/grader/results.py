"""Results of the softmax exercise without grading: what fails is said."""

from __future__ import annotations

from collections.abc import Mapping

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.items import ITEMS
from pysoftmax.grader.results import ItemResult, SubmissionResult


def result_of(
    name: str, key: str, fails: Mapping[str, tuple[str, str]], message: str = ""
) -> SubmissionResult:
    """The result of a submission in Python.

    `fails` gives the mistake and the behaviour of each item that failed, by its key; the others
    passed. All that failed have the same message.
    """
    return SubmissionResult(
        name,
        "python",
        key,
        tuple(
            ItemResult(
                item.key,
                item.title,
                SOFTMAX.claim(item).function,
                "failed" if item.key in fails else "passed",
                0.0 if item.key in fails else item.points,
                item.points,
                True,
                message=message if item.key in fails else "",
                mistake=fails.get(item.key, ("", ""))[0],
                behaviour=fails.get(item.key, ("", ""))[1],
            )
            for item in ITEMS
        ),
    )
