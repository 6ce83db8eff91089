"""Record, ask once, replay: Hypothesis with an oracle that answers many questions at once.

A round trip to Octave costs as much as fifty cases in a batch. So the same seeded ``@given`` runs
twice: the first pass only collects the questions, one batch answers them, and the second pass
asserts. Other questions of the second pass (shrinking a failure, a choice made differently) are
asked one by one. Answers are looked up by the question's content, never by position, so the two
passes need not be alike. After a question that hangs or ends the oracle, no other is asked, since
each would cost seconds.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hypothesis import Phase, example, given, seed, settings
from hypothesis import strategies as st
from hypothesis.database import ExampleDatabase

from pysoftmax.comparison.fingerprint import fingerprint

__all__ = ["Replayed", "collect", "examine"]

Question = TypeVar("Question")
Reply = TypeVar("Reply")


@dataclass
class Replayed:
    """The counts of an examination.

    Attributes
    ----------
    examples
        Examples asserted.
    recorded
        Different questions answered in the batch.
    alone
        Questions asked one by one.
    """

    examples: int = 0
    recorded: int = 0
    alone: int = 0


class _Lost(BaseException):
    """The oracle was lost. Not an Exception, so that Hypothesis does not try simpler questions."""


class _Answers(Generic[Question, Reply]):
    """Replies by their question's content; an unknown question is asked separately."""

    def __init__(
        self,
        ask: Callable[[Sequence[Question]], Sequence[Reply]],
        lost: Callable[[Reply], str],
        key: Callable[[Question], bytes],
    ) -> None:
        self._ask = ask
        self._lost = lost
        self.key = key
        self._replies: dict[bytes, Reply] = {}
        self.alone = 0

    def prepare(self, questions: dict[bytes, Question]) -> None:
        replies = self._asked(list(questions.values()))
        self._replies = dict(zip(questions, replies, strict=True))

    def __getitem__(self, question: Question) -> Reply:
        key = self.key(question)
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


class _KeyedDatabase(ExampleDatabase):
    """The part of a database that belongs to one test.

    Hypothesis keys the database by the function under ``@given``, which is the same for all.
    """

    def __init__(self, database: ExampleDatabase, name: str) -> None:
        super().__init__()
        self._database = database
        self._prefix = hashlib.sha256(name.encode()).digest()

    def save(self, key: bytes, value: bytes) -> None:
        self._database.save(self._prefix + key, value)

    def fetch(self, key: bytes) -> Iterable[bytes]:
        return self._database.fetch(self._prefix + key)

    def delete(self, key: bytes, value: bytes) -> None:
        self._database.delete(self._prefix + key, value)


def examine(
    strategy: st.SearchStrategy[Question],
    ask: Callable[[Sequence[Question]], Sequence[Reply]],
    check: Callable[[Question, Reply], None],
    examples: int = 200,
    start: int = 0,
    lost: Callable[[Reply], str] = lambda reply: "",
    *,
    key: Callable[[Question], bytes] = fingerprint,
    explicit: Sequence[Question] = (),
    base: settings | None = None,
    name: str = "",
) -> Replayed:
    """Check generated questions against an oracle's replies.

    Parameters
    ----------
    strategy
        Makes questions: cases, or tuples of arguments (see `fingerprint`).
    ask
        The oracle: one reply per question, in order, up to the question that ended it.
    check
        Raises AssertionError if the reply is wrong; Hypothesis then looks for the simplest
        question that fails.
    examples, start
        How many examples, and the seed they start from.
    lost
        Returns a message if a reply shows that the oracle was lost; empty if it was not.
    key
        A question's content as bytes: questions of the same content share a reply.
    explicit
        Questions that are checked before the generated ones.
    base
        Hypothesis's settings, apart from the number of examples and the deadline.
    name
        The name under which Hypothesis's database stores failures; without it, none are stored.

    Raises
    ------
    AssertionError
        The error of `check` for the simplest question, or which question ended the oracle.
    """
    answers = _Answers(ask, lost, key)
    allowed = _allowed(base, examples, name)
    try:
        return _examine(strategy, answers, check, explicit, allowed, start)
    except _Lost as words:
        raise AssertionError(str(words)) from None


def collect(
    strategy: st.SearchStrategy[Question],
    key: Callable[[Question], bytes],
    examples: int = 200,
    start: int = 0,
    explicit: Sequence[Question] = (),
    base: settings | None = None,
) -> list[Question]:
    """Return the questions that `examine` would ask, each once, without an oracle."""
    questions = {key(question): question for question in explicit}
    questions.update(_recorded(strategy, key, _allowed(base, examples, ""), start))
    return list(questions.values())


def _allowed(base: settings | None, examples: int, name: str) -> settings:
    """Hypothesis's settings for an examination."""
    base = base or settings.default or settings()
    database = _KeyedDatabase(base.database, name) if base.database and name else None
    return settings(
        base,
        max_examples=examples,
        deadline=None,  # questions that are asked one by one are slow
        database=database,
        report_multiple_bugs=False,
        # Hypothesis would explain the lines of this tool.
        phases=[phase for phase in base.phases if phase is not Phase.explain],
        print_blob=False,
    )


def _examine(
    strategy: st.SearchStrategy[Question],
    answers: _Answers[Question, Reply],
    check: Callable[[Question, Reply], None],
    explicit: Sequence[Question],
    allowed: settings,
    start: int,
) -> Replayed:
    questions = {answers.key(question): question for question in explicit}
    if Phase.generate in allowed.phases:
        _load_all(strategy, answers, check, allowed, start)
        questions.update(_recorded(strategy, answers.key, allowed, start))
    answers.prepare(questions)
    result = Replayed(recorded=len(questions))

    @allowed  # above @seed, which would take the database away
    @seed(start)
    @given(strategy)
    def assert_each(question: Question) -> None:
        result.examples += 1
        check(question, answers[question])

    for question in explicit:
        assert_each = example(question)(assert_each)
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
    allowed: settings,
    start: int,
) -> None:
    """Check one question before the recording, so that all modules are loaded by then.

    Hypothesis draws from constants that it finds in the loaded modules: one that is imported
    between the two passes would change what the second one draws.
    """

    def load(question: Question) -> None:
        with contextlib.suppress(Exception):  # the error is raised again in the second pass
            check(question, answers[question])

    _draw(strategy, load, settings(allowed, max_examples=1), start)


def _recorded(
    strategy: st.SearchStrategy[Question],
    key: Callable[[Question], bytes],
    allowed: settings,
    start: int,
) -> dict[bytes, Question]:
    """Return the questions of the examples, by content."""
    questions: dict[bytes, Question] = {}

    def record(question: Question) -> None:
        questions.setdefault(key(question), question)

    _draw(strategy, record, allowed, start)
    return questions


def _draw(
    strategy: st.SearchStrategy[Any],
    see: Callable[[Any], None],
    allowed: settings,
    start: int,
) -> None:
    """Show what the seeded examples are, once."""

    @seed(start)
    @settings(allowed, database=None, phases=[Phase.generate])
    @given(strategy)
    def draw(question: Any) -> None:
        see(question)

    draw()
