"""Collect, ask once, check: Hypothesis with an oracle that answers many questions at once.

A round trip to Octave costs as much as fifty cases in a batch, and making an example costs more
than checking it. So one pass of a seeded ``@given`` collects the questions, one batch answers them,
and each is checked. Only if a check fails, or uses what Hypothesis alone can give it (`assume`),
a second pass of the same ``@given`` checks, and looks for the simplest failure. Its other questions
are asked one by one. Answers are looked up by the question's content, never by position, so the two
passes need not be alike. After a question that hangs or ends the oracle, no other is asked, since
each would cost seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hypothesis import Phase, example, given, seed, settings
from hypothesis import strategies as st
from hypothesis.database import ExampleDatabase, ReadOnlyDatabase
from hypothesis.errors import HypothesisException

from pysoftmax.comparison.fingerprint import fingerprint

__all__ = ["Replayed", "collect", "examine", "first_failure"]

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
        if questions:
            replies = self._asked(list(questions.values()))
            self._replies = dict(zip(questions, replies, strict=True))

    @property
    def known(self) -> int:
        return len(self._replies)

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
    for drawn, question in _drawn(strategy, key, _allowed(base, examples, ""), start).items():
        questions.setdefault(drawn, question)
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
    questions = _drawn(strategy, answers.key, allowed, start)
    answers.prepare({**{answers.key(question): question for question in explicit}, **questions})
    result = Replayed(recorded=answers.known)

    def see(question: Question) -> None:
        result.examples += 1
        check(question, answers[question])

    if explicit and Phase.explicit in allowed.phases:
        _run(strategy, see, settings(allowed, phases=[Phase.explicit]), start, explicit)
    error = first_failure(lambda question: check(question, answers[question]), questions.values())
    if error is None:
        result.examples += len(questions)
        return result
    try:
        _run(strategy, see, allowed, start)
    finally:
        result.alone = answers.alone
    if not isinstance(error, HypothesisException):
        raise error  # the second pass has drawn something else
    return result


def first_failure(
    check: Callable[[Question], None], questions: Iterable[Question]
) -> Exception | None:
    """Return what the first check that fails raises, or the first that needs Hypothesis's help.

    Hypothesis seeds the random numbers of Python and NumPy for all checks, and lets them ``note``.
    """
    failure: list[Exception] = []

    @settings(database=None, deadline=None, max_examples=1, phases=[Phase.generate])
    @given(st.just(None))
    def check_all(_: None) -> None:
        for question in questions:
            try:
                check(question)
            except Exception as error:
                failure.append(error)
                return

    check_all()
    return failure[0] if failure else None


def _drawn(
    strategy: st.SearchStrategy[Question],
    key: Callable[[Question], bytes],
    allowed: settings,
    start: int,
) -> dict[bytes, Question]:
    """Return the questions of the seeded examples, and of failures of earlier runs, by content."""
    questions: dict[bytes, Question] = {}

    def record(question: Question) -> None:
        questions.setdefault(key(question), question)

    phases = [phase for phase in allowed.phases if phase in (Phase.reuse, Phase.generate)]
    database = ReadOnlyDatabase(allowed.database) if allowed.database else None
    if phases:
        _run(strategy, record, settings(allowed, database=database, phases=phases), start)
    return questions


def _run(
    strategy: st.SearchStrategy[Any],
    see: Callable[[Any], None],
    allowed: settings,
    start: int,
    explicit: Sequence[Any] = (),
) -> None:
    """Show what the examples are. Hypothesis's database knows all passes by this one function."""

    @allowed  # above @seed, which would take the database away
    @seed(start)
    @given(strategy)
    def assert_each(question: Any) -> None:
        see(question)

    for question in explicit:
        assert_each = example(question)(assert_each)
    assert_each()
