"""The questions of a rubric with the oracle's answers, made once and put to every submission."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from pysoftmax.conformance.case import Answer, Case, Implementation
from pysoftmax.conformance.closeness import Tolerance
from pysoftmax.conformance.fingerprint import fingerprint
from pysoftmax.conformance.objectives import Objective
from pysoftmax.conformance.verdict import Verdict
from pysoftmax.grader.items import ITEMS, Item, draw
from pysoftmax.grader.rubric import Rubric

__all__ = ["Examination", "Language", "Question", "in_pair", "oracle"]

Language = Literal["python", "octave"]


@dataclass(frozen=True, eq=False)
class Question:
    """A case of an item, with its right answer and the choices that made it.

    Attributes
    ----------
    item
        Whose it is.
    case
        In the exercise's conventions.
    expected
        The oracle's answer.
    taken
        The choices, to shrink it by.
    form
        Questions that differ in nothing but form (see `IN_PAIRS`): an item passes when it does in
        one of the forms.
    """

    item: Item
    case: Case
    expected: Answer
    taken: Sequence[int] = ()
    form: int = 0


class Examination:
    """All questions of a rubric.

    Parameters
    ----------
    rubric
        What is graded, and how strictly.
    """

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self._oracle = oracle()
        self._remembered: dict[bytes, Answer] = {}
        self._questions = {name: self._ask_oracle(item) for name, item in ITEMS.items()}

    def questions(self, item: str, language: Language) -> list[Question]:
        """The questions of an item."""
        asked = self._questions[item]
        if item not in IN_PAIRS or language == "octave":
            return asked
        return [*asked, *(replace(q, case=in_pair(q.case), form=1) for q in asked)]

    def answer(self, cases: Sequence[Case]) -> list[Answer]:
        """The oracle's answers; it remembers, since those who fail alike are asked alike."""
        keys = [fingerprint(case) for case in cases]
        known = {key: self._remembered[key] for key in keys if key in self._remembered}
        unknown = {key: case for key, case in zip(keys, cases, strict=True) if key not in known}
        new = dict(zip(unknown, self._oracle.answer(list(unknown.values())), strict=True))
        if len(self._remembered) < MOST_REMEMBERED:
            self._remembered |= new
        return [(known | new)[key] for key in keys]

    def judge(self, item: Item, case: Case, answer: Answer, expected: Answer) -> Verdict:
        """Hold an answer in the exercise's conventions to the oracle's."""
        measured = item.measure(case, answer, expected)
        right = item.measure(case, expected, expected)
        return item.claim.judge(case, measured, right, self._loosened(item))

    def _loosened(self, item: Item) -> Callable[[Tolerance], Tolerance]:
        tolerance = self.rubric.items[item.name].tolerance
        absolute = tolerance if item.name in ABSOLUTE else 0.0

        def adjust(derived: Tolerance) -> Tolerance:
            return derived.at_least(tolerance, absolute) if tolerance else derived

        return adjust

    def _ask_oracle(self, item: Item) -> list[Question]:
        drawn = draw(item, self.rubric.seed)
        answers = self._oracle.answer([case for case, _ in drawn])
        for (case, _), answer in zip(drawn, answers, strict=True):
            if answer.failure is not None:
                raise RuntimeError(f"the oracle fails on {case.about}: {answer.failure.message}")
        return [
            Question(item, case, answer, taken)
            for (case, taken), answer in zip(drawn, answers, strict=True)
        ]


MOST_REMEMBERED = 2000
"""Answers to small cases: some megabytes."""

IN_PAIRS = ("numerical-gradient", "cost")
"""Items that in Python are asked in two forms. Half of all solutions write J(theta), the other half
J(theta)[0]; and some return a cost alone, others a list [cost, grad], which is no tuple of outputs
where one output is asked for."""

ABSOLUTE = ("numerical-gradient", "full-run")
"""Items whose tolerance also holds as an absolute one: a difference quotient with a step of 1e-3
errs by 1e-6 of the third derivative, whatever the gradient is; and accuracies are shares."""


def oracle() -> Implementation:
    """What every answer is held to: pysoftmax itself, with the kernel that is the formula."""
    from functools import partial

    from pysoftmax.computeNumericalGradient import computeNumericalGradient
    from pysoftmax.conformance.implementations import InProcess
    from pysoftmax.conformance.problems import START_SEED
    from pysoftmax.softmaxCost import softmaxCost
    from pysoftmax.softmaxPredict import softmaxPredict
    from pysoftmax.softmaxTrain import softmaxTrain

    functions: dict[str, Callable[..., Any]] = {
        "computeNumericalGradient": computeNumericalGradient,
        "softmaxCost": partial(softmaxCost, kernel="plain"),
        "softmaxPredict": partial(softmaxPredict, kernel="plain"),
        "softmaxTrain": partial(softmaxTrain, seed=START_SEED, kernel="plain"),
    }
    return InProcess("the reference", functions, silent=False)  # several threads ask it


def in_pair(case: Case) -> Case:
    """The same case in the form of pairs: of what is returned, or of what J returns."""
    if case.function != "computeNumericalGradient":
        return replace(case, nargout=2)
    objective, theta = case.args
    assert isinstance(objective, Objective)
    return replace(case, args=(replace(objective, nargout=2), np.asarray(theta)))
