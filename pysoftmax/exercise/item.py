"""What is graded: lines of a rubric, each of which names a claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.exercise.mistakes import Explain, Mistake

__all__ = ["FollowUp", "Heatmaps", "Hint", "Item", "Test"]

Test = Callable[[Case], bool]

Hint = str | Mapping[str, str]
"""A hint for both languages, or one for each (``python``, ``octave``)."""


@dataclass(frozen=True)
class FollowUp:
    """A last question, made from the answer to an item that has passed.

    Attributes
    ----------
    item
        The item whose claim and tolerance judge it.
    make
        ``make(case, answer)`` gives the case to ask.
    explain
        ``explain(answer, expected)`` says what is wrong with the answer.
    """

    item: str
    make: Callable[[Case, Answer], Case]
    explain: Callable[[Answer, Answer], str]


@dataclass(frozen=True, eq=False)
class Heatmaps:
    """Two matrices of the same shape to show side by side: the answer, and the expected one."""

    title: str
    answer: Any
    expected: Any


@dataclass(frozen=True)
class Item:
    """One line of a rubric.

    Attributes
    ----------
    key
        Its name in the rubric, in reports and in results.
    title
        For people.
    claim
        The key of the claim that its cases are made and judged by.
    points
        For passing it; 0 makes it a remark.
    tolerance
        The difference allowed, relative to the largest entry of the right answer.
    seconds
        Wall time for all its calls together.
    visible
        False keeps its inputs and messages out of what students get.
    names_mistake
        Whether students get the name of a known mistake even if the item is not visible.
    conditions
        One test for each case to be asked, so that sizes vary and the smallest goes first.
    fair
        Returns whether a case may be asked.
    requires
        Items that must pass, or this one is not checked.
    needs_answers
        Items that must have returned values, correct or not.
    after_others
        Whether it is asked after the other items are marked, because it depends on them.
    mistakes
        Typical mistakes, as wrong versions of the function.
    explain
        Explains typical mistakes, if wrong versions cannot.
    explains
        Names of the mistakes that `explain` knows: each is expected to have a wrong solution.
    measure
        What of the answer is compared: of the case, the answer and the oracle's answer.
    absolute
        Whether the tolerance is also allowed as an absolute difference.
    in_other_form
        In Python each case is asked in this form too, and the better form counts.
    optional
        Whether returning nothing is accepted.
    shrinking_rounds
        How often smaller cases may be asked to find the smallest that fails.
    summary
        The message for a wrong answer whose numbers would not help a student.
    in_words
        ``in_words(case, answer, expected)`` describes both, if numbers would not help.
    draw
        ``draw(case, answer, expected)`` gives matrices to show, or None.
    follow_up
        Asked once everything else in the item is correct.
    least_calls
        How often a right answer calls the functions among the case's arguments.
    step
        The exercise's own name of the step that it belongs to, such as ``Step 2``.
    hints
        For a student who asks for one after the other: from a question to nearly the line.
    """

    key: str
    title: str
    claim: str
    points: float
    tolerance: float = 1e-6
    seconds: float = 10
    visible: bool = True
    names_mistake: bool = False
    conditions: tuple[Test, ...] = (lambda case: True,) * 6
    fair: Test = lambda case: True
    requires: tuple[str, ...] = ()
    needs_answers: tuple[str, ...] = ()
    after_others: bool = False
    mistakes: tuple[Mistake, ...] = ()
    explain: Explain | None = None
    explains: tuple[str, ...] = ()
    measure: Callable[[Case, Answer, Answer], Answer] = lambda case, answer, expected: answer
    absolute: bool = False
    in_other_form: Callable[[Case], Case] | None = None
    optional: bool = False
    shrinking_rounds: int = 4
    summary: str = ""
    in_words: Callable[[Case, Answer, Answer], tuple[str, str]] | None = None
    draw: Callable[[Case, Answer, Answer], Heatmaps | None] | None = None
    follow_up: FollowUp | None = None
    least_calls: Callable[[Case], int] = lambda case: 0
    step: str = ""
    hints: tuple[Hint, ...] = field(default=(), hash=False)

    def hints_in(self, language: str) -> tuple[str, ...]:
        """Return the hints for a submission in a language, given by its key."""
        told = (hint if isinstance(hint, str) else hint.get(language, "") for hint in self.hints)
        return tuple(hint for hint in told if hint)

    @property
    def known_mistakes(self) -> tuple[str, ...]:
        """The names of the mistakes that can be found."""
        return (*(mistake.name for mistake in self.mistakes), *self.explains)
