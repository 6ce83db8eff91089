"""Jobs run on processors of their own, so a spinning submission takes no time from another."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from pysoftmax.comparison.case import Case
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.workers import Workers
from pysoftmax.processors import ClaimedProcessor, share_of_processors

from .folders import in_folder


@pytest.mark.parametrize(
    ("jobs", "usable", "shares"),
    [
        (1, [0, 1, 2], [[0, 1, 2]]),
        (2, [0, 1], [[0], [1]]),
        (2, [2, 3, 5, 7, 8], [[2, 5, 8], [3, 7]]),
        (3, [4, 6], [[4], [6], [4]]),
        (2, [], [[], []]),
    ],
)
def test_processors_are_shared_out(jobs: int, usable: list[int], shares: list[list[int]]) -> None:
    """Each job has its own; only if there are more jobs than processors do some share one."""
    assert [share_of_processors(job, jobs, usable) for job in range(jobs)] == shares


def test_processes_that_know_nothing_of_each_other_share_processors() -> None:
    """Each claims the one that the fewest have; a claim that is given up is free again."""
    usable = [1001, 1003]  # processors that no worker on this machine has
    claims = [ClaimedProcessor(usable) for _ in range(5)]
    try:
        assert [claim.number for claim in claims] == [[1001], [1003], [1001], [1003], [1001]]
        claims[1].close()
        claims.append(ClaimedProcessor(usable))
        assert claims[-1].number == [1003]
    finally:
        for claim in claims:
            claim.close()
    assert ClaimedProcessor([]).number == []


SHOWS = """
import ctypes, os

def softmaxCost(*_):
    every = (ctypes.c_ubyte * 128)(*[255] * 128)
    refused = ctypes.CDLL(None).sched_setaffinity(0, 128, every)
    return refused, sorted(os.sched_getaffinity(0))
"""


@pytest.mark.parametrize("sandboxed", [True, False])
def test_a_submission_stays_on_its_share(tmp_path: Path, sandboxed: bool) -> None:
    """Two submissions open at once see different processors, and cannot take others."""
    usable = sorted(os.sched_getaffinity(0))
    expected = [usable[0::2], usable[1::2]] if len(usable) > 1 else [usable, usable]
    (tmp_path / "softmaxCost.py").write_text(SHOWS)
    submission = in_folder(tmp_path, "python")
    limits = Limits(wall_seconds=60)
    with (
        Workers(2, library=SOFTMAX.library, sandboxed=sandboxed, limits=limits) as workers,
        workers.open(submission) as one,
        workers.open(submission) as other,
    ):
        for student, share in zip((one, other), expected, strict=True):
            (answer,) = student.answer([Case("softmaxCost", (np.zeros(2),), 2)])
            assert answer.failure is None, answer.failure
            assert answer.values[0] == -1
            assert answer.values[1].tolist() == share
