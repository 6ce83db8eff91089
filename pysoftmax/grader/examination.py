"""The questions of a rubric with the oracle's answers, made once and asked of every submission."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.choices import RecordedChoices, SeededChoices
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.closeness import Tolerance
from pysoftmax.comparison.fingerprint import fingerprint
from pysoftmax.comparison.verdict import Verdict
from pysoftmax.exercise.conventions import Conventions
from pysoftmax.exercise.exercise import ExerciseError
from pysoftmax.exercise.item import Item, Test
from pysoftmax.grader.rubric import Rubric
from pysoftmax.languages import Language
from pysoftmax.words import plural

__all__ = ["Examination", "Question", "draw"]


@dataclass(frozen=True, eq=False)
class Question:
    """A case of an item, with the oracle's answer and the choices that made it.

    Attributes
    ----------
    item
        The item.
    case
        The case, in the exercise's conventions.
    expected
        The oracle's answer.
    taken
        The choices, for shrinking.
    form
        0, or 1 for the item's other form: an item passes if it does in one of the forms.
    """

    item: Item
    case: Case
    expected: Answer
    taken: Sequence[int] = ()
    form: int = 0
    _sent: dict[str, Case] = field(default_factory=dict, init=False, repr=False)

    def sent(self, conventions: Conventions, language: Language) -> Case:
        """Return the case as a course's files take it: one object, whoever is asked."""
        if language.key not in self._sent:
            self._sent[language.key] = conventions.to_student(self.case, language)
        return self._sent[language.key]


class Examination:
    """All questions of a rubric.

    Parameters
    ----------
    rubric
        The rubric: what is graded, and how strictly.
    like
        An examination of the same exercise, seed and items in other conventions: its questions are
        asked where they suit these too, so that they need not be drawn again.
    """

    def __init__(self, rubric: Rubric, like: Examination | None = None) -> None:
        self.rubric = rubric
        self.exercise = rubric.exercise
        self._oracle = self.exercise.oracle()
        self._remembered: dict[bytes, Answer] = {} if like is None else like._remembered
        self._like = like
        self._in_both_forms: dict[str, list[Question]] = {}
        self._questions = {
            item.key: self._ask_oracle(item, number)
            for number, item in enumerate(self.exercise.items)
        }

    def questions(self, item: Item, language: Language) -> list[Question]:
        """Return the questions of an item."""
        asked = self._questions[item.key]
        other = item.in_other_form
        if other is None or not language.has_vectors:
            return asked
        if item.key not in self._in_both_forms:
            others = [replace(q, case=other(q.case), form=1) for q in asked]
            self._in_both_forms[item.key] = [*asked, *others]
        return self._in_both_forms[item.key]

    def answer(self, cases: Sequence[Case]) -> list[Answer]:
        """Return the oracle's answers; cached, since similar failures ask the same questions."""
        keys = [fingerprint(case) for case in cases]
        known = {key: self._remembered[key] for key in keys if key in self._remembered}
        unknown = {key: case for key, case in zip(keys, cases, strict=True) if key not in known}
        new = dict(zip(unknown, self._oracle.answer(list(unknown.values())), strict=True))
        if len(self._remembered) < MOST_REMEMBERED:
            self._remembered |= new
        return [(known | new)[key] for key in keys]

    def judge(self, item: Item, case: Case, answer: Answer, expected: Answer) -> Verdict:
        """Compare an answer in the exercise's conventions with the oracle's."""
        least = item.least_calls(case)
        if answer.failure is None and answer.calls is not None and answer.calls < least:
            many = plural(answer.calls, "time")
            words = f"it called the function that it was given {many}; expected at least {least}."
            return Verdict(False, problem=words)
        measured = item.measure(case, answer, expected)
        right = item.measure(case, expected, expected)
        return self.exercise.claim(item).judge(case, measured, right, self._loosened(item))

    def _loosened(self, item: Item) -> Callable[[Tolerance], Tolerance]:
        tolerance = self.rubric.items[item.key].tolerance
        absolute = tolerance if item.absolute else 0.0

        def adjust(derived: Tolerance) -> Tolerance:
            return derived.at_least(tolerance, absolute) if tolerance else derived

        return adjust

    def _ask_oracle(self, item: Item, number: int) -> list[Question]:
        seed = KNOWN_SEED if self.rubric.seed is None else self.rubric.seed
        posed = self.rubric.conventions.posed
        drawn: Sequence[tuple[Case, Sequence[int]]] = self._posed_again(item) or draw(
            self.exercise.claim(item), item, [seed, number], posed
        )
        answers = self._oracle.answer([case for case, _ in drawn])
        for answer in answers:
            if answer.failure is not None:
                raise ExerciseError(
                    f"the reference fails on a case of the item {item.key!r}: "
                    f"{answer.failure.message}"
                )
        return [
            Question(item, case, answer, taken)
            for (case, taken), answer in zip(drawn, answers, strict=True)
        ]

    def _posed_again(self, item: Item) -> list[tuple[Case, Sequence[int]]]:
        """The other examination's cases as this course poses them, if they are fair then."""
        if self._like is None or item.key not in self._like._questions:
            return []
        claim, found = self.exercise.claim(item), []
        for question, condition in zip(
            self._like._questions[item.key], item.conditions, strict=True
        ):
            case = self.rubric.conventions.posed(claim.make(RecordedChoices(question.taken)))
            if not (item.fair(case) and condition(case)):
                return []
            found.append((case, question.taken))
        return found


KNOWN_SEED = 1
"""The seed of a rubric without one, outside a class: `check` asks everyone the same questions."""
MOST_REMEMBERED = 2000
"""Cached oracle answers; about 5 MB."""


def draw(
    claim: Claim,
    item: Item,
    seed: Sequence[int],
    posed: Callable[[Case], Case] = lambda case: case,
) -> list[tuple[Case, list[int]]]:
    """Return an item's cases for a seed, in the course's form, with the choices that made each."""
    return [
        _draw_one(claim, item, [*seed, k], test, posed) for k, test in enumerate(item.conditions)
    ]


def _draw_one(
    claim: Claim, item: Item, seed: Sequence[int], condition: Test, posed: Callable[[Case], Case]
) -> tuple[Case, list[int]]:
    for attempt in range(10_000):
        choices = SeededChoices([*seed, attempt])
        case = posed(claim.make(choices))
        if item.fair(case) and condition(case):
            return case, choices.taken
    raise ExerciseError(
        f"could not generate a case for {item.key}: its conditions are contradictory"
    )
