"""Threads for the kernels.

Ordinary Python threads run functions that release the interpreter's lock.  Numba's own parallel
loops are not used: their default back end does not allow calls from two threads at once and does
not survive a fork, and it decides by itself how work is divided.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from pysoftmax.processors import usable_processors

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

THREAD_VARIABLES = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS")
SHARES_A_THREAD = 4
LEAST = 64
"""Fewest examples per class in a share: its gradient is then small compared with its data."""

Part = TypeVar("Part")
Result = TypeVar("Result")


def thread_count() -> int:
    """Return how many threads to use: the number in the environment, else one per processor."""
    for name in THREAD_VARIABLES:
        # OMP_NUM_THREADS may list a number for each level of nesting; the first one applies here.
        number = os.environ.get(name, "").split(",")[0].strip()
        if number.isdecimal() and int(number) > 0:
            return int(number)
    return usable_processors()


def shares(total: int, threads: int, grain: int = 1, least: int = 1) -> list[range]:
    """Split ``range(total)`` into runs whose lengths are multiples of a grain.

    There are several for each thread, each of at least ``least``, so that a thread whose core is
    busy with something else leaves some to the others. The split depends only on the arguments, so
    that sums over it are reproducible.
    """
    grains = -(-total // grain)
    several = min(SHARES_A_THREAD * threads, total // least) if threads > 1 else 1
    count = max(1, min(max(threads, several), grains))
    edges = [min(total, grain * (grains * share // count)) for share in range(count + 1)]
    return [range(first, last) for first, last in pairwise(edges)]


class Team:
    """A pool of threads, created at its first use and again in a forked child."""

    def __init__(self) -> None:
        self._forget()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._lock = Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._size = 0

    def _pool_of(self, size: int) -> ThreadPoolExecutor:
        # Once the interpreter is shutting down, even this import raises an error.
        from concurrent.futures import ThreadPoolExecutor

        with self._lock:
            if self._pool is None or self._size < size:
                # A replaced pool ends by itself after its last task.
                self._pool = ThreadPoolExecutor(size, thread_name_prefix="pysoftmax")
                self._size = size
            return self._pool

    def _call(self, work: Callable[[], None], helpers: int) -> list[Future[None]]:
        """Start work in other threads: ``helpers`` of them, or as many as can be started."""
        called: list[Future[None]] = []
        try:
            for _ in range(helpers):
                called.append(self._pool_of(helpers).submit(work))
        except RuntimeError:
            # No thread can be started: there are too many, or the interpreter is shutting down
            # while another thread trains. The caller then does all the work.
            self._pool = None
        return called

    def map(
        self, function: Callable[[Part], Result], parts: Sequence[Part], threads: int
    ) -> list[Result]:
        """Return ``function`` of each part, in order; each free thread takes the next part.

        The caller's thread is one of them, so that one thread less must be woken.
        """
        left = deque(enumerate(parts))
        results: dict[int, Result] = {}

        def work() -> None:
            while True:
                try:
                    place, part = left.popleft()
                except IndexError:
                    return
                results[place] = function(part)

        others = self._call(work, min(threads, len(parts)) - 1)
        try:
            work()
        finally:
            left.clear()
            # Threads that have not begun, because other callers use the pool, are not needed.
            begun = [other for other in others if not other.cancel()]
            wait(begun)
        for other in begun:
            other.result()
        return [results[place] for place in range(len(parts))]


TEAM = Team()
