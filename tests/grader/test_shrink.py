"""Shrinking: a failing case becomes the smallest, in few batches, the same one every time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.choices import Choices, SeededChoices
from pysoftmax.comparison.shrink import BATCH_SIZE, BATCHES, shrink


def make(choices: Choices) -> Case:
    """A case of four numbers and a seed."""
    numbers = tuple(choices.integer(1, 20) for _ in range(4))
    return Case("f", (*numbers, choices.integer(0, 9999)))


class Asked:
    """Counts batches and cases."""

    def __init__(self, wrong: object) -> None:
        self.wrong = wrong
        self.batches: list[int] = []

    def __call__(self, cases: Sequence[Case]) -> list[bool]:
        self.batches.append(len(cases))
        return [self.wrong(case) for case in cases]  # type: ignore[operator]


def taken(seed: int) -> list[int]:
    choices = SeededChoices(seed)
    make(choices)
    return choices.taken


@given(st.integers(0, 500))
def test_what_always_fails_becomes_the_simplest_case(seed: int) -> None:
    """A mistake that shows everywhere is shown on the smallest case there is."""
    assert shrink(make, taken(seed), Asked(lambda case: True)).args == (1, 1, 1, 1, 0)


@given(st.integers(0, 500), st.integers(2, 20))
def test_the_result_fails_and_is_no_larger(seed: int, least: int) -> None:
    """Whatever the condition, the case that comes back fails, and is not larger than the first."""
    first = taken(seed)
    asked = Asked(lambda case: case.args[1] >= least)
    if first[1] + 1 < least:
        first[1] = 19
    smallest = shrink(make, first, asked)
    assert smallest.args[1] >= least
    assert sum(smallest.args[:4]) <= sum(first[:4]) + 4
    assert len(asked.batches) <= BATCHES
    assert max(asked.batches) <= BATCH_SIZE


def test_nothing_more_is_asked_once_no_candidate_fails() -> None:
    """Of a case whose simpler ones all pass, one batch is asked, and the case itself comes back."""

    def make_many(choices: Choices) -> Case:
        return Case("f", tuple(choices.integer(1, 20) for _ in range(20)))

    choices = SeededChoices(3)
    case = make_many(choices)
    asked = Asked(lambda case: False)
    assert shrink(make_many, choices.taken, asked).args == case.args
    assert asked.batches == [BATCH_SIZE]


def test_the_same_answers_give_the_same_case() -> None:
    """Nothing is left to chance."""
    results = {shrink(make, taken(7), Asked(lambda case: case.args[2] > 3)).args for _ in range(3)}
    assert len(results) == 1


def test_unfair_cases_are_never_asked() -> None:
    """What may not be asked of a right solution is not asked while shrinking."""

    def wrong(case: Case) -> bool:
        assert case.args[0] > 2
        return True

    smallest = shrink(make, [10, 10, 10, 10, 5], Asked(wrong), fair=lambda case: case.args[0] > 2)
    assert smallest.args[0] > 2


@pytest.mark.parametrize("rounds", [0, 1, 2])
def test_no_more_batches_than_allowed(rounds: int) -> None:
    """Each batch may cost a process, so their number is a promise."""
    asked = Asked(lambda case: sum(case.args[:4]) > 30)
    shrink(make, [19, 19, 19, 19, 9999], asked, batches=rounds)
    assert len(asked.batches) <= rounds
