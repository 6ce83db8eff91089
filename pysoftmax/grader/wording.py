"""The words of a report: places, sizes and messages, without what differs from run to run."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from pysoftmax.conformance.case import Answer, Case
from pysoftmax.conformance.mistakes import Course
from pysoftmax.grader.showing import in_words

__all__ = ["model_in_words", "place_of", "shown", "sizes_of", "tidy"]

LONGEST_MESSAGE = 500


def place_of(output: str, index: tuple[int, ...], case: Case, course: Course) -> str:
    """Where an entry stands, as the submission's language and course count."""
    if not index:
        return ""
    if output == "grad" and len(index) == 1:
        classes, size = map(int, case.args[1:3])
        feature, which = divmod(index[0], classes)
        at = index[0] if course.theta_by == "columns" else which * size + feature
        whose = f"class {which + course.labels_from}, feature {feature + 1}"
        return f"{_entry((at,), course)} [{whose}]"
    return _entry(index if course.examples_in == "columns" else index[::-1], course)


def _entry(index: tuple[int, ...], course: Course) -> str:
    if course.language == "python":
        return f"[{', '.join(map(str, index))}]"
    return f"({', '.join(str(k + 1) for k in index)})"


def model_in_words(answer: Answer) -> str:
    """What softmaxTrain returned, without its numbers, which depend on a random start."""
    if answer.failure is None and answer.values and not isinstance(answer.values[0], dict):
        return f"numbers of shape {' x '.join(map(str, np.shape(answer.values[0]))) or '1'}"
    return tidy(in_words(answer, 0))


def sizes_of(case: Case) -> str:
    if case.function == "softmaxCost":
        classes, size, examples = *case.args[1:3], np.shape(case.args[4])[1]
        return f"numClasses {classes}, inputSize {size}, {examples} examples"
    if case.function == "softmaxPredict":
        classes, size = np.shape(case.args[0]["optTheta"])
        return f"numClasses {classes}, inputSize {size}, {np.shape(case.args[1])[1]} examples"
    return f"theta of {np.size(case.args[1])} numbers"


def shown(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def tidy(text: str, shorten: bool = True) -> str:
    """A message without what differs from run to run, and of bounded length."""
    text = re.sub(r"0x[0-9a-fA-F]{4,}", "0x...", text)
    text = re.sub(r"(/tmp|/scratch|/dev/shm)/\S*/", "", text)
    text = "".join(c if c.isprintable() or c == "\n" else "?" for c in text)
    if shorten and len(text) > LONGEST_MESSAGE:
        text = text[: LONGEST_MESSAGE - 3] + "..."
    return text
