"""Students that live in this process, for tests of everything around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.exercise.softmax.reference import oracle
from pysoftmax.grader.limits import Limits
from pysoftmax.languages.language import Language

Change = Callable[[Case, Answer], Answer]


class FakeStudent:
    """The reference's answers, changed; what ends its process ends the questions after it."""

    name = "fake"

    def __init__(self, change: Change = lambda case, answer: answer) -> None:
        self._change = change
        self._oracle = oracle()
        self.calls: list[list[str]] = []

    def answer(self, cases: Sequence[Case], *, limits: Limits | None = None) -> list[Answer]:
        self.calls.append([case.function.partition(":")[2] for case in cases])
        answers: list[Answer] = []
        ended = False
        for case in cases:
            if ended:
                answers.append(Answer(failure=Failure("not asked", "ended before")))
                continue
            name = case.function.partition(":")[2]
            plain = Case(name, case.args, case.nargout, case.about)
            (right,) = self._oracle.answer([plain])
            answers.append(self._change(plain, right))
            failure = answers[-1].failure
            ended = failure is not None and failure.kind in ("timeout", "crash", "limit")
        return answers


class FakeWorkers:
    """Opens submissions as fake students, and counts them."""

    def __init__(self, make: Callable[[Any], FakeStudent] = lambda submission: FakeStudent()):
        self._make = make
        self.opened: list[str] = []

    def check(self, language: Language) -> None:
        """Find the machine in order."""

    @contextmanager
    def open(self, submission: Any) -> Any:
        self.opened.append(submission.name)
        yield self._make(submission)


def write_submission(folder: Path, text: str = "") -> Path:
    """A folder whose files pass the static look; what they answer is the fake student's affair."""
    folder.mkdir(parents=True)
    for function, arguments in (
        ("computeNumericalGradient", "J, theta"),
        ("softmaxCost", "theta, numClasses, inputSize, lambda_, data, labels"),
        ("softmaxPredict", "softmaxModel, data"),
        ("softmaxTrain", "inputSize, numClasses, lambda_, inputData, labels, options"),
    ):
        code = f"def {function}({arguments}):\n    return 1\n{text}\n"
        (folder / f"{function}.py").write_text(code, encoding="utf-8")
    return folder


def without_decay(case: Case, answer: Answer) -> Answer:
    """A gradient that lacks its decay term."""
    if case.function != "softmaxCost" or case.nargout < 2:
        return answer
    cost, grad = answer.values
    return Answer((cost, np.asarray(grad) - case.args[3] * np.asarray(case.args[0])))
