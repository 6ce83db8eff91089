"""Collect, ask once, check: quick, and right even where the two passes differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import strategies as st

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.files import FileContent
from pysoftmax.comparison.fingerprint import fingerprint
from pysoftmax.testing.replay import examine


class Oracle:
    """Doubles whole numbers, and remembers how it was asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, questions: Sequence[int]) -> list[int]:
        self.asked.append(len(questions))
        return [2 * question for question in questions]


def test_one_batch_answers_all() -> None:
    """Nothing is asked alone, and each question is checked once."""
    oracle = Oracle()
    seen = []

    def check(question: int, reply: int) -> None:
        seen.append(question)
        assert reply == 2 * question

    replayed = examine(st.integers(), oracle, check, examples=300)
    assert replayed.alone == 0
    assert oracle.asked == [replayed.recorded]
    assert len(seen) == len(set(seen)) == replayed.examples >= 200


def test_a_failure_is_shrunk_by_asking_alone() -> None:
    """The simplest failing question is found, though it was never recorded."""
    oracle = Oracle()
    failed: list[int] = []

    def check(question: int, reply: int) -> None:
        if reply > 2000:
            failed.append(question)
            raise AssertionError(f"{question} is too much")

    with pytest.raises(AssertionError, match="1001 is too much"):
        examine(st.integers(0, 10**6), oracle, check, examples=300)
    assert failed[-1] == 1001
    assert oracle.asked[1:], "shrinking asks what was not recorded"


def test_what_was_not_recorded_is_asked_alone() -> None:
    """A strategy that draws differently in each pass costs time, not correctness."""
    passes = iter(range(10**6))
    oracle = Oracle()

    def check(question: int, reply: int) -> None:
        assume(question % 2)
        assert reply == 2 * question

    drifting = st.integers(0, 50).map(lambda n: n + 100 * next(passes))
    replayed = examine(drifting, oracle, check, examples=20)
    assert replayed.alone >= replayed.recorded == 20


def test_a_failure_that_does_not_come_back_fails() -> None:
    """A second pass that draws something else cannot hide what the first one found."""
    passes = iter(range(10**6))

    def check(question: int, reply: int) -> None:
        assert question > 5, "early"

    drifting = st.integers(0, 50).map(lambda n: n + 10 * next(passes))
    with pytest.raises(AssertionError, match="early"):
        examine(drifting, Oracle(), check, examples=20)


def test_what_a_check_assumes_holds_for_the_first_question_too() -> None:
    """`assume` discards it, as it does any other."""
    seen = []

    def check(question: int, reply: int) -> None:
        assume(question > 0)
        seen.append(question)

    examine(st.integers(0, 9), Oracle(), check, examples=20)
    assert seen


def test_an_error_is_shown_with_its_question() -> None:
    """Whatever a check raises, Hypothesis says of which question."""

    def check(question: int, reply: int) -> None:
        raise ValueError("from the port")

    with pytest.raises(ValueError, match="from the port") as caught:
        examine(st.integers(0, 9), Oracle(), check)
    assert "question=0" in "".join(caught.value.__notes__)


@pytest.mark.parametrize("lost_at", [1, 2])
def test_a_lost_oracle_is_asked_no_more(lost_at: int) -> None:
    """Be it at all questions, or while a simpler failure is looked for."""
    oracle = Oracle()

    def check(question: int, reply: int) -> None:
        assert question < 1000

    def lost(reply: int) -> str:
        return "lost" * (len(oracle.asked) == lost_at)

    with pytest.raises(AssertionError, match=r"lost; it was asked \d+"):
        examine(st.integers(0, 10**6), oracle, check, lost=lost)
    assert len(oracle.asked) == lost_at


def test_different_content_is_a_different_question() -> None:
    """Type, shape, bits, names and files all tell questions apart."""
    values = [
        1,
        1.0,
        "1",
        True,
        None,
        np.zeros(2),
        np.zeros((2, 1)),
        np.array([0.0, -0.0]),
        np.zeros(2, dtype=np.float32),
        [1],
        [[1]],
        {"a": 1},
        {"b": 1},
        FileContent("x", b"1"),
        FileContent("x", b"2"),
        Case("f", (1,)),
        Case("g", (1,)),
        Case("f", (1,), 2),
    ]
    assert len({fingerprint(value) for value in values}) == len(values)


def test_what_has_no_content_has_no_fingerprint() -> None:
    """Two objects that look alike must not share an answer."""
    with pytest.raises(TypeError, match="cannot fingerprint objects of type object"):
        fingerprint(object())
