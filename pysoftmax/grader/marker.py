"""From the answers to an item's questions to its result: outcome, mistake, smallest example.

Nothing here asks a submission anything. `Marker.mark` says what is wrong and which question shows
it; who can ask looks for a smaller case that fails alike (`Marker.fails_alike`), and
`Marker.illustrate` makes the example of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pysoftmax.comparison.case import FEW_OUTPUTS, Answer, Case
from pysoftmax.comparison.verdict import Verdict
from pysoftmax.exercise.item import Item
from pysoftmax.exercise.mistakes import (
    Explanation,
    Observation,
    explain,
    explain_by_wrong_versions,
)
from pysoftmax.grader.behaviour import behaviour
from pysoftmax.grader.examination import Examination, Question
from pysoftmax.grader.phrases import as_code, in_words
from pysoftmax.grader.results import Example, ItemResult, Picture
from pysoftmax.grader.wording import shown, tidy
from pysoftmax.languages import Language

__all__ = ["Marked", "Marker", "unmarked"]


@dataclass(frozen=True, eq=False)
class Seen:
    """A question with what came back."""

    question: Question
    answer: Answer
    verdict: Verdict

    @property
    def observation(self) -> Observation:
        q = self.question
        return Observation(q.case, self.answer, q.expected, self.verdict.agrees)


@dataclass(frozen=True, eq=False)
class Marked:
    """An item's result, and the first question that was answered wrongly, if any."""

    result: ItemResult
    wrong: Seen | None = None
    input_matters: bool = True


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
        self._exercise = examination.exercise
        self._language: Language = language
        self._conventions = examination.rubric.conventions
        self._course = self._conventions.course(language)

    def mark(self, item: Item, questions: Sequence[Question], answers: Sequence[Answer]) -> Marked:
        """The item's result, without an example."""
        judge = self._examination.judge
        every = [
            Seen(q, a, judge(item, q.case, a, q.expected))
            for q, a in zip(questions, answers, strict=True)
        ]
        seen = _best_form(every)
        wrong = [one for one in seen if not one.verdict.agrees]
        result = unmarked(item, self._examination, "passed")
        result = replace(result, asked=len(seen), agreed=len(seen) - len(wrong))
        if not wrong:
            return Marked(replace(result, points=result.max_points))
        claim = self._exercise.claim(item)
        if item.optional and all(_gave_nothing(one.answer, len(claim.outputs)) for one in seen):
            words = f"{claim.function} returns no second output (optional)."
            return Marked(replace(result, outcome="not checked", message=words))
        return self._failed(result, item, seen, wrong[0])

    def _failed(self, result: ItemResult, item: Item, seen: Sequence[Seen], first: Seen) -> Marked:
        observed = [one.observation for one in seen]
        output = next(
            k for k, name in enumerate(self._exercise.claim(item).outputs) if name is not None
        )
        explainer = item.explain or explain_by_wrong_versions(item.mistakes, output)
        found = explain(explainer, self._exercise.failures, observed, self._course)
        plainly = self._plainly(item, first.question.case, first.answer, first.verdict)
        found = found or Explanation("", plainly)
        failed = replace(
            result,
            outcome="failed",
            message=tidy(found.message),
            mistake=found.name,
            fix=found.fix,
            picture=_picture(item, seen),
            behaviour=behaviour(
                ((one.answer, one.verdict.agrees) for one in seen),
                found.name,
                numbers=not item.after_others,
            ),
        )
        return Marked(failed, first, found.input_matters)

    def _plainly(self, item: Item, case: Case, answer: Answer, verdict: Verdict) -> str:
        """What is wrong if no mistake was recognised."""
        failure = answer.failure
        if failure is not None:
            name = self._conventions.name(self._exercise.claim(item).function)
            return tidy(f"{name} {_FAILED[failure.kind]} {failure.message}".strip())
        worst = verdict.mismatches[0] if verdict.mismatches else None
        if worst is None:
            return tidy(verdict.problem)
        if item.summary:
            return item.summary
        place = self._conventions.place(worst.output, worst.index, case, self._language)
        given, right = (
            shown(self._conventions.entry(worst.output, value))
            for value in (worst.actual, worst.expected)
        )
        wrong = sum(c.wrong for c in verdict.comparisons)
        entries = sum(c.entries for c in verdict.comparisons)
        sizes = self._exercise.sizes(case)
        many = f"{wrong} of {entries} entries {'is' if wrong == 1 else 'are'} wrong"
        if entries == 1:
            many = ""
        about = "; ".join(filter(None, (sizes, many)))
        return f"{worst.output}{place} is {given}, expected {right}" + (
            f" ({about})." if about else "."
        )

    def fails_alike(
        self, item: Item, first: Seen, case: Case, answer: Answer, expected: Answer
    ) -> bool:
        """Whether a smaller case fails as the first one did, so that it can be the example.

        It must be a value if the first failing answer is one, or a failure of its kind: otherwise
        the example would not show what the message says.
        """
        failure, before = answer.failure, first.answer.failure
        alike = (
            failure is before
            if failure is None or before is None
            else (failure.kind == before.kind)
        )
        return alike and not self._examination.judge(item, case, answer, expected).agrees

    def illustrate(
        self, result: ItemResult, item: Item, case: Case, answer: Answer, expected: Answer
    ) -> ItemResult:
        """The result with a failing case as an example, if it can be written down.

        A message that speaks of one case speaks of this one.
        """
        conventions = self._conventions
        code = as_code(case, self._exercise, conventions, self._language)
        if not code:
            return result
        if not result.mistake:
            verdict = self._examination.judge(item, case, answer, expected)
            result = replace(result, message=self._plainly(item, case, answer, verdict))
        if item.in_words is not None:
            given, right = item.in_words(case, answer, expected)
            return replace(result, example=Example(code, given or tidy(in_words(answer, 0)), right))
        output = self._output_to_show(item, case, answer, expected)
        came, right_one = (conventions.as_returned(case, one) for one in (answer, expected))
        words = tidy(in_words(came, output)), tidy(in_words(right_one, output), False)
        return replace(result, example=Example(code, *words))

    def _output_to_show(self, item: Item, case: Case, answer: Answer, expected: Answer) -> int:
        """The first output that is wrong."""
        outputs = self._exercise.claim(item).outputs
        judged = [k for k, name in enumerate(outputs) if name is not None]
        verdict = self._examination.judge(item, case, answer, expected)
        wrong = [c.output for c in verdict.comparisons if c.wrong]
        return outputs.index(wrong[0]) if wrong and case.nargout > 1 else judged[0]


_FAILED = {
    "error": "ended with an error:",
    "timeout": "was stopped:",
    "crash": "crashed:",
    "limit": "exceeded a limit:",
    "invalid": "returned something that is not numeric:",
    "missing": "cannot be called:",
    "not asked": "was not called:",
}


def unmarked(item: Item, examination: Examination, outcome: Any, message: str = "") -> ItemResult:
    """A result without points."""
    rule = examination.rubric.items[item.key]
    return ItemResult(
        name=item.key,
        title=item.title,
        function=examination.exercise.claim(item).function,
        outcome=outcome,
        points=0.0,
        max_points=rule.points,
        visible=rule.visible,
        names_mistake=rule.names_mistake,
        message=message,
    )


def _best_form(seen: Sequence[Seen]) -> list[Seen]:
    """The answers in the form that suits the submission best."""
    forms = {one.question.form for one in seen}
    groups = [[one for one in seen if one.question.form == form] for form in sorted(forms)]
    return max(groups, key=_merit)


def _merit(group: Sequence[Seen]) -> tuple[int, int, int]:
    """How many answers are right, how many are values, and how many calls returned at all."""
    failures = [one.answer.failure for one in group]
    right = sum(one.verdict.agrees for one in group)
    returned = sum(f is None or f.kind == "invalid" for f in failures)
    return right, sum(f is None for f in failures), returned


_NO_SUCH_OUTPUT = {FEW_OUTPUTS, "Octave:undefined-function", "Octave:invalid-fun-call"}
"""Identifiers of errors that say that an output does not exist."""


def _gave_nothing(answer: Answer, outputs: int) -> bool:
    """Whether the output asked for does not exist, as opposed to being wrong.

    A single number is one entry of a list of labels, not a matrix of confidences.
    """
    failure = answer.failure
    if failure is None:
        return len(answer.values) < outputs or np.ndim(answer.values[outputs - 1]) == 0
    return failure.kind in ("error", "invalid") and failure.identifier in _NO_SUCH_OUTPUT


def _picture(item: Item, seen: Sequence[Seen]) -> Picture | None:
    """The largest wrong matrix beside the right one, if the item draws them."""
    if item.draw is None:
        return None
    drawn = [
        item.draw(one.question.case, one.answer, one.question.expected)
        for one in seen
        if not one.verdict.agrees
    ]
    largest = max((d for d in drawn if d), key=lambda d: np.size(d.expected), default=None)
    if largest is None:
        return None
    return Picture(largest.title, _matrix(largest.answer), _matrix(largest.expected))


def _matrix(matrix: Any) -> list[list[float | None]]:
    """Four digits of each entry; None if there are none (the largest double rounds to infinity)."""
    rounded = [[float(f"{x:.4g}") for x in row] for row in np.asarray(matrix).tolist()]
    return [[x if math.isfinite(x) else None for x in row] for row in rounded]
