"""Threads: as many as the environment says, the same bits every time, forks and callers at once."""

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from problems import Problem, in_form, random_problem

from pysoftmax.kernels import get
from pysoftmax.kernels.team import TEAM, shares, thread_count

KERNELS = ["blocked", "compiled"]


@pytest.fixture(scope="module")
def problem() -> Problem:
    """A problem that is large enough for several threads."""
    return random_problem(2, 10, 203, 2500, 0.2)


def bits(problem: Problem, kernel: str, form: str) -> tuple[float, bytes]:
    """Return cost and gradient to compare to the last bit."""
    cost, gradient = problem.evaluate(kernel, in_form(problem, form), reuse=True)
    return cost, gradient.tobytes()


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("form", ["an example after another", "csr", "bytes"])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_same_bits(
    kernel: str, form: str, threads: int, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a given number of threads every run gives the same bits."""
    monkeypatch.setenv("NUMBA_NUM_THREADS", str(threads))
    assert get(kernel).threads == threads
    assert len({bits(problem, kernel, form) for _ in range(4)}) == 1


@pytest.mark.parametrize("kernel", KERNELS)
def test_callers_at_once(kernel: str, problem: Problem) -> None:
    """Several threads may call at once, and each gets the right bits."""
    expected = bits(problem, kernel, "bytes")
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: bits(problem, kernel, "bytes"), range(12)))
    assert answers == [expected] * 12


def _answer(problem: Problem, kernel: str, results: Any) -> None:
    results.put(bits(problem, kernel, "bytes"))


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_forked_child(problem: Problem) -> None:
    """A child forked after threads were used gets the same bits and does not hang."""
    expected = bits(problem, "compiled", "bytes")
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    child = context.Process(target=_answer, args=(problem, "compiled", results))
    child.start()
    try:
        assert results.get(timeout=30) == expected
    finally:
        child.kill()
        child.join()


LATE = """
import sys, threading
import numpy as np
from pysoftmax import kernels
data, labels = np.ones((100, 4000), order="F"), np.zeros(4000, np.int64)
def evaluate(kernel):
    return kernel.problem(data, labels, 10).evaluate(np.ones((10, 100)), 0.0)[0]
kernel = None if sys.argv[1] == "any" else kernels.get(sys.argv[1])
if sys.argv[2] == "used before":
    evaluate(kernel)
def late():
    threading.main_thread().join()
    print(evaluate(kernel or kernels.get()))
threading.Thread(target=late).start()
"""


def _late(kernel: str, pool: str) -> subprocess.CompletedProcess[str]:
    """What a thread prints that evaluates after the main one has ended."""
    return subprocess.run(
        [sys.executable, "-c", LATE, kernel, pool],
        env={**os.environ, "NUMBA_NUM_THREADS": "2"},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("pool", ["used before", "not made yet"])
def test_after_the_main_thread(kernel: str, pool: str) -> None:
    """A thread that outlives the main one gets its results, though no other can be started."""
    finished = _late(kernel, pool)
    assert finished.stderr == ""
    assert float(finished.stdout) == pytest.approx(np.log(10.0))


def test_a_kernel_is_chosen_after_the_main_thread() -> None:
    """Where Numba can no longer be imported (Python 3.12 and newer), another kernel answers."""
    finished = _late("any", "not made yet")
    assert finished.stderr == ""
    assert float(finished.stdout) == pytest.approx(np.log(10.0))


@pytest.mark.parametrize(
    ("numba", "openmp", "expected"),
    [("3", "7", 3), ("", "7", 7), ("", "4,2", 4), ("0", "5", 5), ("many", "-2", None)],
)
def test_environment(
    numba: str, openmp: str, expected: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NUMBA_NUM_THREADS comes before OMP_NUM_THREADS; what is no number is passed over."""
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    monkeypatch.setenv("NUMBA_NUM_THREADS", numba)
    monkeypatch.setenv("OMP_NUM_THREADS", openmp)
    assert thread_count() == (expected or 3)


@pytest.mark.parametrize("total", [1, 7, 64, 1000])
@pytest.mark.parametrize("threads", [1, 2, 3, 100])
@pytest.mark.parametrize("grain", [1, 28, 256])
@pytest.mark.parametrize("least", [1, 100])
def test_shares(total: int, threads: int, grain: int, least: int) -> None:
    """Shares cover everything once, none is empty, and all but the last end on a grain."""
    parts = shares(total, threads, grain, least)
    assert [i for part in parts for i in part] == list(range(total))
    assert all(len(part) > 0 for part in parts)
    assert all(part.stop % grain == 0 for part in parts[:-1])
    grains = -(-total // grain)
    assert len(parts) >= min(threads, grains)
    assert len(parts) <= (1 if threads == 1 else max(threads, min(4 * threads, total // least)))


def test_a_team_of_threads() -> None:
    """Answers come in the order of the parts, and an error of any part is the caller's."""
    assert TEAM.map(lambda part: part**2, range(20), 3) == [part**2 for part in range(20)]
    for threads in (1, 3):
        with pytest.raises(IndexError, match="part 7"):
            TEAM.map(_fail_at_seven, range(20), threads)


def _fail_at_seven(part: int) -> None:
    if part == 7:
        raise IndexError("part 7")


def test_problem_is_prepared_once(problem: Problem) -> None:
    """A problem evaluated again after another one gives its first bits."""
    first = get("compiled").problem(in_form(problem, "bytes"), problem.labels, 10, reuse=True)
    cost, gradient = first.evaluate(problem.theta, 0.1)
    first.evaluate(problem.theta * 2.0, 0.2)
    again, same = first.evaluate(problem.theta, 0.1)
    assert again == cost
    np.testing.assert_array_equal(same, gradient)
