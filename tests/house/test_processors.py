"""The number of processors and of threads."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pysoftmax.processors import usable_processors


def test_only_usable_processors_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is bound to three processors counts three."""
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 4, 5}, raising=False)
    assert usable_processors() == 3


def test_without_affinity_all_processors_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that has no affinity reports its processors, or 1 if it does not know them."""
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 6)
    assert usable_processors() == 6
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert usable_processors() == 1


PROGRAM = """
import numpy
from threadpoolctl import threadpool_info, threadpool_limits
from pysoftmax.grader.one_thread import keep_blas_to_one_thread
threadpool_limits(2, user_api="blas")
keep_blas_to_one_thread()
print([library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"])
"""


def test_the_grader_keeps_blas_to_one_thread() -> None:
    """The limit stays in force after the call."""
    finished = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=100
    )
    assert finished.stdout == "[1]\n"
