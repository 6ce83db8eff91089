"""Grade one submission: its files first, then each function, then what depends on them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

import numpy as np

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.comparison.shrink import shrink
from pysoftmax.exercise.item import FollowUp, Item
from pysoftmax.grader.asker import Asker, Student
from pysoftmax.grader.examination import Examination, Question
from pysoftmax.grader.marker import Marked, Marker, Seen, unmarked
from pysoftmax.grader.results import ItemResult, Remark, SubmissionResult
from pysoftmax.grader.submission import Finding
from pysoftmax.languages import Language

__all__ = ["Graded", "OnResult", "grade"]

OnResult = Callable[[ItemResult], None]


class Graded(Protocol):
    """What is graded: a submission as `pysoftmax.grader.submission` finds it."""

    @property
    def name(self) -> str: ...
    @property
    def findings(self) -> Sequence[Finding]: ...
    @property
    def language(self) -> Language: ...
    @property
    def key(self) -> str: ...


def grade(
    submission: Graded,
    student: Student,
    examination: Examination,
    sandboxed: bool,
    on_result: OnResult = lambda result: None,
    known: Mapping[str, ItemResult] = MappingProxyType({}),
) -> SubmissionResult:
    """Return the result of a submission.

    Parameters
    ----------
    submission
        Its files.
    student
        The same submission, as an implementation that answers cases.
    examination
        The questions.
    sandboxed
        For the report.
    on_result
        Called with each item's result as soon as it is known.
    known
        Results by key that still hold: these items are not asked again.
    """
    started = time.perf_counter()
    findings = submission.findings
    session = _Session(student, examination, submission.language, findings, on_result, known)
    items = session.run()
    said = {(f.kind, f.file) for f in findings}
    loading = [Remark(*r) for r in getattr(student, "remarks", ()) if (r[0], r[1]) not in said]
    seconds = {name: round(value, 4) for name, value in session.asker.seconds.items()}
    return SubmissionResult(
        name=submission.name,
        language=submission.language.key,
        key=submission.key,
        items=items,
        remarks=tuple(
            dict.fromkeys(
                [*(Remark(f.kind, f.file, f.line, f.message) for f in findings), *loading]
            )
        ),
        sandboxed=sandboxed,
        seconds={**seconds, "total": round(time.perf_counter() - started, 4)},
    )


class _Session:
    """The items of one submission, in two rounds: the functions, then what depends on them."""

    def __init__(
        self,
        student: Student,
        examination: Examination,
        language: Language,
        findings: Sequence[Finding],
        on_result: OnResult,
        known: Mapping[str, ItemResult],
    ) -> None:
        self.asker = Asker(student, examination.rubric, language)
        self._examination = examination
        self._exercise = examination.exercise
        self._language: Language = language
        self._findings = findings
        self._blocking = {f.blocks: f for f in reversed(findings) if f.blocks}
        self._marker = Marker(examination, language)
        self._on_result = on_result
        self._results: dict[str, ItemResult] = dict(known)
        self._silent: set[str] = set()

    def run(self) -> tuple[ItemResult, ...]:
        """Return all results, in the order of the items."""
        asked = [item for item in self._exercise.items if item.key not in self._results]
        for after_others in (False, True):
            self._round([item for item in asked if item.after_others is after_others])
        return tuple(self._results[item.key] for item in self._exercise.items)

    def _round(self, items: Sequence[Item]) -> None:
        """Ask all questions of a round together, then mark item by item."""
        askable: list[Item] = []
        for item in items:
            if not self._hindrance(item, askable):
                askable.append(item)
        questions = [q for i in askable for q in self._examination.questions(i, self._language)]
        answers = self.asker.ask(questions)
        for item in items:
            own = [k for k, q in enumerate(questions) if q.item is item]
            result = self._result(item, [questions[k] for k in own], [answers[k] for k in own])
            self._results[item.key] = result
            if all(answers[k].failure is not None for k in own):
                self._silent.add(item.key)
            self._on_result(result)

    def _result(
        self, item: Item, questions: Sequence[Question], answers: Sequence[Answer]
    ) -> ItemResult:
        hindrance = self._hindrance(item, ())
        if hindrance:
            return hindrance
        marked = self._marker.mark(item, questions, answers)
        if marked.wrong is not None:
            result = marked.result
            if self._right_alone(item, marked.wrong):
                name = self._examination.rubric.conventions.name(result.function)
                return replace(result, mistake=KEPT, message=f"{name} {_KEPT_WORDS}", fix="")
            if marked.input_matters:
                result = self._illustrated(item, marked, marked.wrong)
            return self._explained(result, marked.wrong)
        if item.follow_up is not None and marked.result.outcome == "passed":
            question, answer = questions[0], answers[0]
            return self._followed_up(item, item.follow_up, question, answer, marked.result)
        return marked.result

    def _right_alone(self, item: Item, wrong: Seen) -> bool:
        """Return whether a wrong answer is right if it is asked of a process of its own."""
        failure = wrong.answer.failure
        if item.after_others or (failure is not None and failure.kind not in ("error", "invalid")):
            return False
        case = wrong.question.case
        (again,) = self.asker.ask_more(item.key, [case])
        return self._examination.judge(item, case, again, wrong.question.expected).agrees

    def _illustrated(self, item: Item, marked: Marked, wrong: Seen) -> ItemResult:
        """Return the result with the smallest failing case as its example.

        If asking again would take long, the example is the first failing case.
        """
        failure, question = wrong.answer.failure, wrong.question
        asked = {id(question.case): (question.case, wrong.answer, question.expected)}
        slow = failure is not None and failure.kind not in ("error", "invalid")
        if slow or not item.shrinking_rounds:
            return self._marker.illustrate(marked.result, item, *asked[id(question.case)])
        claim = self._exercise.claim(item)

        def fails(cases: Sequence[Case]) -> list[bool]:
            answers = self.asker.ask_more(item.key, cases)
            both = list(zip(cases, answers, self._examination.answer(cases), strict=True))
            asked.update((id(case), (case, answer, right)) for case, answer, right in both)
            return [self._marker.fails_alike(item, wrong, *each) for each in both]

        def make(choices: Choices) -> Case:
            case = self._examination.rubric.conventions.posed(claim.make(choices))
            other = item.in_other_form
            return other(case) if question.form and other is not None else case

        smallest = shrink(make, question.taken, fails, item.fair, item.shrinking_rounds)
        smaller = _volume(smallest) < _volume(question.case)
        example = asked[id(smallest if smaller else question.case)]
        return self._marker.illustrate(marked.result, item, *example)

    def _hindrance(self, item: Item, asked_together: Sequence[Item]) -> ItemResult | None:
        """Return a result that says why an item is not checked; None if it is."""
        for key in (*item.requires, *item.needs_answers):
            other = self._exercise.item(key)
            if other in asked_together:
                continue
            before = self._results.get(key) or unmarked(other, self._examination, "failed")
            failed = before.outcome != "passed"
            silent = key in self._silent or key not in self._results
            if (key in item.requires and failed) or silent:
                words = f"not checked because {other.title} failed."
                if before.outcome == "not checked":
                    words = before.message
                return unmarked(item, self._examination, "not checked", words)
        blocked = self._blocking.get(self._exercise.claim(item).function)
        if blocked is None:
            return None
        result = unmarked(item, self._examination, "failed", blocked.message)
        return replace(result, mistake=blocked.kind)

    def _explained(self, result: ItemResult, wrong: Seen) -> ItemResult:
        """Report a static finding in place of the error it caused."""
        failure = wrong.answer.failure
        conventions = self._examination.rubric.conventions
        file = conventions.file(result.function)
        for finding in self._findings:
            own = finding.file.rpartition(".")[0] == file
            if finding.kind in _NEVER_MEANT and (own or finding.file in result.message):
                return replace(result, message=finding.message, mistake=finding.kind, fix="")
            if failure is None or failure.kind != "error" or not own:
                continue
            if finding.kind in _NAMED_IN_THE_FILE and result.mistake in ("", finding.kind):
                return replace(result, message=finding.message, mistake=finding.kind)
            if finding.kind in _LEADS_TO_ERRORS and result.mistake in ("", "undefined name"):
                words = f"{finding.message} {result.message}"
                return replace(result, message=words, mistake=finding.kind)
        return result

    def _followed_up(
        self,
        item: Item,
        follow_up: FollowUp,
        question: Question,
        answer: Answer,
        passed: ItemResult,
    ) -> ItemResult:
        """Return the last question of an item if its answers are correct."""
        case = follow_up.make(question.case, answer)
        case = self._examination.rubric.conventions.posed(case)
        (given,) = self.asker.ask_more(item.key, [case])
        (right,) = self._examination.answer([case])
        judge = self._exercise.item(follow_up.item)
        if self._examination.judge(judge, case, given, right).agrees:
            return passed
        words = follow_up.explain(given, right)
        return unmarked(item, self._examination, "failed", words)


KEPT = "kept from an earlier call"
_KEPT_WORDS = (
    "is right in its first call, and wrong in a later one: it keeps something from one call to the "
    "next, such as a global or persistent variable that is set only once. Compute everything from "
    "the arguments."
)
_LEADS_TO_ERRORS = ("run on import", "too many arguments")
_NAMED_IN_THE_FILE = ("toolbox function", "file not handed in", "syntax error")
_NEVER_MEANT = ("parameters swapped",)
"""Findings that explain whatever goes wrong in their file."""


def _volume(case: Case) -> int:
    """Return how many numbers a case has."""
    return sum(int(np.size(value)) for value in case.args if not isinstance(value, dict))
