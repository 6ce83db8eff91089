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
        The oracle: one reply per question, in order; none after the one that it was lost by.
    check
        Raises AssertionError when the reply is not what it should be; Hypothesis then looks for
        the simplest question that fails.
    examples, start
        How many examples, and the seed they start from.
    lost
        What to say of a reply that shows that the oracle was lost; empty if it was not.
    key
        A question's content as bytes: questions of the same content share a reply.
    explicit
        Questions that are checked before the generated ones.
    base
        Hypothesis's settings, the number of examples and the deadline apart.
    name
        What Hypothesis's database remembers failures under; it remembers none without.

    Raises
    ------
    AssertionError
        What `check` raised, of the simplest question; or that the oracle was lost, and by what.
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
    """The questions that `examine` would ask, each once, without an oracle."""
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
        deadline=None,  # replies that must be asked alone are slow for a good reason
        database=database,
        report_multiple_bugs=False,
        # Explanations are of the lines of this tool.
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
        with contextlib.suppress(Exception):  # it will come again, when it counts
            check(question, answers[question])

    _draw(strategy, load, settings(allowed, max_examples=1), start)


def _recorded(
    strategy: st.SearchStrategy[Question],
    key: Callable[[Question], bytes],
    allowed: settings,
    start: int,
) -> dict[bytes, Question]:
    """What the examples will ask, by content."""
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
