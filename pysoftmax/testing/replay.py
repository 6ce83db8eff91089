"""Record, ask once, replay: Hypothesis against an oracle that answers best many at a time.

A round trip to Octave costs as much as fifty cases in a batch. So the same seeded ``@given`` runs
twice: the first pass only collects what will be asked, one batch answers it all, and the second
pass asserts. What the second pass asks beyond that (shrinking a failure, a choice made
differently) is asked by itself. An answer is found by its question's content, never by its place,
so correctness does not rest on the two passes being alike. An oracle that is lost by a question,
since that hung or ended it, is not asked another: each would cost seconds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from pysoftmax.conformance.fingerprint import fingerprint

__all__ = ["Replayed", "examine"]

Question = TypeVar("Question")
Reply = TypeVar("Reply")


@dataclass
class Replayed:
    """What an examination came to.

    Attributes
    ----------
    examples
        Examples asserted.
    recorded
        Different questions answered by the one batch.
    alone
        Questions asked by themselves.
    """

    examples: int = 0
    recorded: int = 0
    alone: int = 0


class _Lost(BaseException):
    """The oracle was lost. No Exception: Hypothesis would try simpler questions."""


class _Answers(Generic[Question, Reply]):
    """Replies by their question's content; an unknown question is asked by itself."""

    def __init__(
        self,
        ask: Callable[[Sequence[Question]], Sequence[Reply]],
        lost: Callable[[Reply], str],
    ) -> None:
        self._ask = ask
        self._lost = lost
        self._replies: dict[bytes, Reply] = {}
        self.alone = 0

    def prepare(self, questions: dict[bytes, Question]) -> None:
        replies = self._asked(list(questions.values()))
        self._replies = dict(zip(questions, replies, strict=True))

    def __getitem__(self, question: Question) -> Reply:
        key = fingerprint(question)
        if key not in self._replies:
            self.alone += 1
            (self._replies[key],) = self._asked([question])
        return self._replies[key]

    def _asked(self, questions: Sequence[Question]) -> Sequence[Reply]:
        replies = self._ask(questions)
        for question, reply in zip(questions, replies, strict=False):
            if words := self._lost(reply):
                raise _Lost(f"{words}; it was asked {question!r}")
        return replies


def examine(
    strategy: st.SearchStrategy[Question],
    ask: Callable[[Sequence[Question]], Sequence[Reply]],
    check: Callable[[Question, Reply], None],
    examples: int = 200,
    start: int = 0,
    lost: Callable[[Reply], str] = lambda reply: "",
) -> Replayed:
    """Check generated questions against an oracle's replies.

    Parameters
    ----------
    strategy
        Makes questions: cases, or tuples of arguments (see `fingerprint`).
    ask
        The oracle: one reply per question, in order; none after the one that it was lost by.
    check
        Raises AssertionError when the reply is not what it should be; Hypothesis then looks for
        the simplest question that fails.
    examples, start
        How many examples, and the seed they start from.
    lost
        What to say of a reply that tells that the oracle was lost, empty where it does not.

    Raises
    ------
    AssertionError
        What `check` raised, of the simplest question; or that the oracle was lost, and by what.
    """
    try:
        return _examine(strategy, _Answers(ask, lost), check, examples, start)
    except _Lost as words:
        raise AssertionError(str(words)) from None


def _examine(
    strategy: st.SearchStrategy[Question],
    answers: _Answers[Question, Reply],
    check: Callable[[Question, Reply], None],
    examples: int,
    start: int,
) -> Replayed:
    _load_all(strategy, answers, check, start)
    answers.prepare(_recorded(strategy, examples, start))
    result = Replayed(recorded=len(answers._replies))

    # Replies that must be asked alone are slow for a good reason, hence no deadline.
    @seed(start)
    @settings(max_examples=examples, deadline=None)
    @given(strategy)
    def assert_each(question: Question) -> None:
        result.examples += 1
        check(question, answers[question])

    answers.alone = 0
    try:
        assert_each()
    finally:
        result.alone = answers.alone
    return result


def _load_all(
    strategy: st.SearchStrategy[Question],
    answers: _Answers[Question, Reply],
    check: Callable[[Question, Reply], None],
    start: int,
) -> None:
    """Check one question before the recording, so that all modules are loaded by then.

    Hypothesis draws from constants that it finds in the loaded modules: one that is imported
    between the two passes would change what the second one draws.
    """

    def load(question: Question) -> None:
        with contextlib.suppress(Exception):  # it will come again, when it counts
            check(question, answers[question])

    _draw(strategy, load, 1, start)


def _recorded(
    strategy: st.SearchStrategy[Question], examples: int, start: int
) -> dict[bytes, Question]:
    """What the examples will ask, by content."""
    questions: dict[bytes, Question] = {}

    def record(question: Question) -> None:
        questions.setdefault(fingerprint(question), question)

    _draw(strategy, record, examples, start)
    return questions


def _draw(
    strategy: st.SearchStrategy[Question],
    see: Callable[[Question], None],
    examples: int,
    start: int,
) -> None:
    """Show what the seeded examples are, once."""

    @seed(start)
    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate])
    @given(strategy)
    def draw(question: Question) -> None:
        see(question)

    draw()
