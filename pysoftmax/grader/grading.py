"""Grading one submission: files first, then each function, then what builds on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from pysoftmax.conformance.case import Answer, Case
from pysoftmax.conformance.mistakes import trained_theta
from pysoftmax.grader.asking import Asker, Student
from pysoftmax.grader.examination import Examination, Language, Question
from pysoftmax.grader.items import ITEMS, Item
from pysoftmax.grader.marking import Marker, unmarked
from pysoftmax.grader.results import ItemResult, Remark, SubmissionResult
from pysoftmax.grader.submission import Finding
from pysoftmax.grader.training import digits_to_predict

__all__ = ["Handed", "grade"]

Tell = Callable[[ItemResult], None]


class Handed(Protocol):
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
    submission: Handed,
    student: Student,
    examination: Examination,
    sandboxed: bool,
    tell: Tell = lambda result: None,
) -> SubmissionResult:
    """The result of a submission.

    Parameters
    ----------
    submission
        Its files.
    student
        The same, able to answer cases.
    examination
        The questions.
    sandboxed
        For the report.
    tell
        Called with each item's result as it is known.
    """
    started = time.perf_counter()
    findings = submission.findings
    session = _Session(student, examination, submission.language, findings, tell)
    items = session.run()
    seconds = {name: round(value, 4) for name, value in session.asker.seconds.items()}
    return SubmissionResult(
        name=submission.name,
        language=submission.language,
        key=submission.key,
        items=items,
        remarks=tuple(dict.fromkeys(Remark(f.kind, f.file, f.line, f.message) for f in findings)),
        sandboxed=sandboxed,
        seconds={**seconds, "total": round(time.perf_counter() - started, 4)},
    )


class _Session:
    """The items of one submission, in two rounds: the functions, then training with them."""

    def __init__(
        self,
        student: Student,
        examination: Examination,
        language: Language,
        findings: Sequence[Finding],
        tell: Tell,
    ) -> None:
        self.asker = Asker(student, examination.rubric, language)
        self._examination = examination
        self._language: Language = language
        self._findings = findings
        self._blocking = {f.blocks: f for f in reversed(findings) if f.blocks}
        self._marker = Marker(examination, language)
        self._tell = tell
        self._results: dict[str, ItemResult] = {}
        self._silent: set[str] = set()

    def run(self) -> tuple[ItemResult, ...]:
        """All results, in the order of the items."""
        for builds_on_others in (False, True):
            self._round([i for i in ITEMS.values() if _trains(i) is builds_on_others])
        return tuple(self._results[name] for name in ITEMS)

    def _round(self, items: Sequence[Item]) -> None:
        """Ask all that can be asked in one go, then mark item by item."""
        askable: list[Item] = []
        for item in items:
            if not self._hindrance(item, askable):
                askable.append(item)
        questions = [
            q for i in askable for q in self._examination.questions(i.name, self._language)
        ]
        answers = self.asker.ask(questions)
        for item in items:
            mine = [k for k, q in enumerate(questions) if q.item is item]
            result = self._result(item, [questions[k] for k in mine], [answers[k] for k in mine])
            self._results[item.name] = result
            if all(answers[k].failure is not None for k in mine):
                self._silent.add(item.name)
            self._tell(result)

    def _result(
        self, item: Item, questions: Sequence[Question], answers: Sequence[Answer]
    ) -> ItemResult:
        hindrance = self._hindrance(item, ())
        if hindrance:
            return hindrance

        def put(cases: Sequence[Case]) -> list[Answer]:
            return self.asker.put(item.name, cases)

        result = self._marker.mark(item, questions, answers, put)
        if result.outcome == "failed" and not result.mistake:
            return self._explained(result)
        if item.name == "full-run" and result.outcome == "passed":
            return self._predict_digits(item, questions[0], answers[0], result)
        return result

    def _hindrance(self, item: Item, asked_together: Sequence[Item]) -> ItemResult | None:
        """Why an item is not to be checked, as a result; None when it is."""
        for name in (*item.requires, *item.needs_answers):
            if ITEMS[name] in asked_together:
                continue
            before = self._results.get(name) or unmarked(ITEMS[name], self._examination, "failed")
            failed = before.outcome != "passed"
            silent = name in self._silent or name not in self._results
            if (name in item.requires and failed) or silent:
                words = f"not checked, since {ITEMS[name].title.lower()} failed."
                if before.outcome == "not checked":
                    words = before.message
                return unmarked(item, self._examination, "not checked", words)
        blocked = self._blocking.get(item.function)
        if blocked is None:
            return None
        result = unmarked(item, self._examination, "failed", blocked.message)
        return replace(result, mistake=blocked.kind)

    def _explained(self, result: ItemResult) -> ItemResult:
        """An error that comes of what the look at the files has found, as such."""
        file = self._examination.rubric.adapter.file(result.function)
        for finding in self._findings:
            whose = finding.file.rpartition(".")[0] == file
            if whose and finding.kind in _LEADS_TO_ERRORS and "with an error" in result.message:
                words = f"{finding.message} {result.message}"
                return replace(result, message=words, mistake=finding.kind)
        return result

    def _predict_digits(
        self, item: Item, question: Question, answer: Answer, passed: ItemResult
    ) -> ItemResult:
        """The end of the full run: the student's own prediction with the student's own model."""
        size, classes = question.case.args[:2]
        theta = trained_theta(answer.values[0], classes, size)
        assert theta is not None, "a model without parameters has no accuracy"
        theta.flags.writeable = False
        case = digits_to_predict(theta)
        (given,), (right,) = self.asker.put(item.name, [case]), self._examination.answer([case])
        predict = ITEMS["predict"]
        if self._examination.judge(predict, case, given, right).agrees:
            return passed
        words = "with the model trained on handwritten digits, softmaxPredict is wrong: "
        if given.failure is not None:
            words += given.failure.message
        else:
            shown = np.asarray(given.values[0]).ravel()
            right_ones = np.asarray(right.values[0]).ravel()
            same = shown.size == right_ones.size and int(np.sum(shown == right_ones))
            words += f"{int(same)} of {right_ones.size} predictions agree with theta * data."
        return unmarked(item, self._examination, "failed", words)


_LEADS_TO_ERRORS = ("run on import", "too many arguments")


def _trains(item: Item) -> bool:
    return item.function == "softmaxTrain"
