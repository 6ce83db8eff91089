"""From the answers to an item's questions to its result: outcome, mistake, smallest example."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pysoftmax.conformance.case import Answer, Case
from pysoftmax.conformance.choices import Choices
from pysoftmax.conformance.mistakes import Explanation, Observation, explain
from pysoftmax.conformance.shrink import shrink
from pysoftmax.conformance.verdict import Verdict
from pysoftmax.grader.examination import Examination, Language, Question, in_pair
from pysoftmax.grader.items import Item
from pysoftmax.grader.results import Example, ItemResult, Picture
from pysoftmax.grader.showing import as_code, in_words
from pysoftmax.grader.wording import model_in_words, place_of, shown, sizes_of, tidy

__all__ = ["Marker", "unmarked"]

Put = Callable[[Sequence[Case]], list[Answer]]
"""Asks the submission further cases of the item."""

SHRINKING_ROUNDS = {"training": 1, "full-run": 0}
"""A round of training many small problems costs seconds in a slow solution."""


@dataclass(frozen=True, eq=False)
class _Seen:
    """A question with what came back."""

    question: Question
    answer: Answer
    verdict: Verdict

    @property
    def observation(self) -> Observation:
        q = self.question
        return Observation(q.case, self.answer, q.expected, self.verdict.agrees)


class Marker:
    """Marks one submission's items.

    Parameters
    ----------
    examination
        The questions and their judge.
    language
        The submission's.
    """

    def __init__(self, examination: Examination, language: Language) -> None:
        self._examination = examination
        self._language = language
        self._adapter = examination.rubric.adapter
        self._course = self._adapter.course(language)

    def mark(
        self, item: Item, questions: Sequence[Question], answers: Sequence[Answer], put: Put
    ) -> ItemResult:
        """The item's result. `put` is called, a few times, only when something is wrong."""
        judge = self._examination.judge
        every = [
            _Seen(q, a, judge(item, q.case, a, q.expected))
            for q, a in zip(questions, answers, strict=True)
        ]
        seen = _best_form(every)
        wrong = [one for one in seen if not one.verdict.agrees]
        result = unmarked(item, self._examination, "passed")
        result = replace(result, asked=len(seen), agreed=len(seen) - len(wrong))
        if not wrong:
            return replace(result, points=result.max_points)
        if item.optional and all(
            _gave_nothing(one.answer, len(item.claim.outputs)) for one in seen
        ):
            words = f"{item.function} gives no second output; the exercise does not ask for it."
            return replace(result, outcome="not checked", message=words)
        return self._failed(result, item, seen, wrong[0], put)

    def _failed(
        self, result: ItemResult, item: Item, seen: Sequence[_Seen], first: _Seen, put: Put
    ) -> ItemResult:
        told = explain(item.mistakes, [one.observation for one in seen], self._course)
        told = told or Explanation("", self._plainly(item, first))
        return replace(
            result,
            outcome="failed",
            message=tidy(told.message),
            mistake=told.name,
            fix=told.fix,
            example=self._example(item, first, put),
            picture=_picture(item, seen),
        )

    def _plainly(self, item: Item, one: _Seen) -> str:
        """What is wrong where no mistake was recognised."""
        failure = one.answer.failure
        if failure is not None:
            name = self._adapter.name(item.function)
            return tidy(f"{name} {_FAILED[failure.kind]} {failure.message}".strip())
        worst = one.verdict.mismatches[0] if one.verdict.mismatches else None
        if worst is None:
            return tidy(one.verdict.problem)
        if item.name == "training":
            return "the cost at the parameters of your model is above the least one possible."
        if item.name == "full-run":
            return "on handwritten digits your model is less accurate than it should be."
        place = place_of(worst.output, worst.index, one.question.case, self._course)
        came, right = worst.actual, worst.expected
        if worst.output == "pred" and isinstance(came, float):
            base = self._adapter.labels_from
            came, right = came - (1 - base), right - (1 - base)
        wrong = sum(c.wrong for c in one.verdict.comparisons)
        entries = sum(c.entries for c in one.verdict.comparisons)
        return (
            f"{worst.output}{place} is {shown(came)}, and should be "
            f"{shown(right)} ({sizes_of(one.question.case)}; {wrong} of {entries} entries "
            "are wrong)."
        )

    def _example(self, item: Item, first: _Seen, put: Put) -> Example | None:
        case, answer, expected = self._smallest(item, first, put)
        code = as_code(case, self._adapter, self._language)
        if not code:
            return None
        if item.name == "training":
            least = item.measure(case, expected, expected).values[0]
            words = f"a struct whose optTheta has the least cost, {float(least):.6g}"
            return Example(code, model_in_words(answer), words)
        output = self._output_to_show(item, case, answer, expected)
        came, right = (self._adapter.as_returned(case, one) for one in (answer, expected))
        return Example(code, tidy(in_words(came, output)), tidy(in_words(right, output), False))

    def _output_to_show(self, item: Item, case: Case, answer: Answer, expected: Answer) -> int:
        """The first output that is wrong."""
        judged = [k for k, name in enumerate(item.claim.outputs) if name is not None]
        verdict = self._examination.judge(item, case, answer, expected)
        wrong = [c.output for c in verdict.comparisons if c.wrong]
        return item.claim.outputs.index(wrong[0]) if wrong and case.nargout > 1 else judged[0]

    def _smallest(self, item: Item, first: _Seen, put: Put) -> tuple[Case, Answer, Answer]:
        """The smallest failing case, what came back and what should have.

        It is the asked one itself where asking again would take long.
        """
        failure = first.answer.failure
        rounds = SHRINKING_ROUNDS.get(item.name, 4)
        question = first.question
        if not rounds or (failure is not None and failure.kind not in ("error", "invalid")):
            return question.case, first.answer, question.expected
        asked = {id(question.case): (question.case, first.answer, question.expected)}

        def fails(cases: Sequence[Case]) -> list[bool]:
            both = list(zip(put(cases), self._examination.answer(cases), strict=True))
            asked.update((id(c), (c, a, e)) for c, (a, e) in zip(cases, both, strict=True))
            return [
                _fails_alike(a, first.answer) and not self._examination.judge(item, c, a, e).agrees
                for c, (a, e) in zip(cases, both, strict=True)
            ]

        def make(choices: Choices) -> Case:
            case = item.claim.make(choices)
            return in_pair(case) if question.form else case

        smallest = shrink(make, question.taken, fails, item.fair, rounds)
        smaller = _volume(smallest) < _volume(question.case)
        return asked[id(smallest if smaller else question.case)]


def _fails_alike(answer: Answer, first: Answer) -> bool:
    """Whether it is a value where the first failing answer is one, or a failure of its kind.

    The example would not show what the message tells otherwise.
    """
    if answer.failure is None or first.failure is None:
        return answer.failure is first.failure
    return answer.failure.kind == first.failure.kind


_FAILED = {
    "error": "ended with an error:",
    "timeout": "did not return in time.",
    "crash": "ended its process:",
    "limit": "went over a limit:",
    "invalid": "returned what cannot be read as numbers:",
    "missing": "cannot be called:",
    "not asked": "was not called:",
}


def unmarked(item: Item, examination: Examination, outcome: Any, message: str = "") -> ItemResult:
    """A result without points."""
    rule = examination.rubric.items[item.name]
    return ItemResult(
        name=item.name,
        title=item.title,
        function=item.function,
        outcome=outcome,
        points=0.0,
        max_points=rule.points,
        visible=rule.visible,
        message=message,
    )


def _best_form(seen: Sequence[_Seen]) -> list[_Seen]:
    """The answers in the form that suits the submission best."""
    forms = {one.question.form for one in seen}
    groups = [[one for one in seen if one.question.form == form] for form in sorted(forms)]
    return max(groups, key=_merit)


def _merit(group: Sequence[_Seen]) -> tuple[int, int]:
    """How many answers are right, and how many are values at all."""
    right = sum(one.verdict.agrees for one in group)
    return right, sum(one.answer.failure is None for one in group)


def _gave_nothing(answer: Answer, outputs: int) -> bool:
    """Whether the output asked for does not exist, as opposed to being wrong.

    A single number is one entry of a list of labels, not a matrix of confidences.
    """
    failure = answer.failure
    if failure is None:
        return len(answer.values) < outputs or np.ndim(answer.values[outputs - 1]) == 0
    words = ("called with too many outputs", "of 2 outputs", "undefined", "1 output")
    return failure.kind in ("error", "invalid") and any(w in failure.message for w in words)


def _volume(case: Case) -> int:
    """How many numbers a case has."""
    return sum(int(np.size(value)) for value in case.args if not isinstance(value, dict))


def _picture(item: Item, seen: Sequence[_Seen]) -> Picture | None:
    """The wrong gradient beside the right one, of the largest case in which both are matrices."""
    if item.name not in ("gradient", "overflow"):
        return None
    shown = [one for one in seen if not one.verdict.agrees and _drawable(one)]
    if not shown:
        return None
    one = max(shown, key=lambda s: np.size(s.question.expected.values[1]))
    classes, size = one.question.case.args[1:3]
    return Picture(
        f"grad of {sizes_of(one.question.case)}: a row for each class, a column for each feature",
        _matrix(one.answer.values[1], classes, size),
        _matrix(one.question.expected.values[1], classes, size),
    )


def _drawable(one: _Seen) -> bool:
    values = one.answer.values
    if len(values) < 2 or isinstance(values[1], dict):
        return False
    array = np.asarray(values[1])
    return array.dtype.kind in "biuf" and array.size == np.size(one.question.expected.values[1])


def _matrix(gradient: Any, classes: int, size: int) -> list[list[float | None]]:
    matrix = np.asarray(gradient, dtype=float).ravel(order="F").reshape(classes, size, order="F")
    return [
        [float(f"{x:.4g}") if math.isfinite(x) else None for x in row] for row in matrix.tolist()
    ]
