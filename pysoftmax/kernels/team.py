"""Threads for the kernels.

Ordinary Python threads run functions that have let go of the interpreter's lock.  Numba's own
parallel loops are not used: their default back end may not be entered by two threads at once and
does not survive a fork, and how they share out work is their own affair.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

THREAD_VARIABLES = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS")
SHARES_A_THREAD = 4
LEAST = 64
"""Examples a class that a share has at the least: its gradient is then small beside its data."""

Part = TypeVar("Part")
Result = TypeVar("Result")


def thread_count() -> int:
    """Return how many threads to use: the environment's wish, or one for each usable core."""
    for name in THREAD_VARIABLES:
        # OMP_NUM_THREADS may list a number for each level of nesting; the first is ours.
        wish = os.environ.get(name, "").split(",")[0].strip()
        if wish.isdecimal() and int(wish) > 0:
            return int(wish)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shares(total: int, threads: int, grain: int = 1, least: int = 1) -> list[range]:
    """Split ``range(total)`` into runs whose lengths are multiples of a grain.

    Each thread is to get several, of at least ``least`` each, so that one whose core is wanted
    elsewhere leaves some to the others. The split depends on its arguments alone, so that sums
    over it come out the same every time.
    """
    grains = -(-total // grain)
    wanted = min(SHARES_A_THREAD * threads, total // least) if threads > 1 else 1
    count = max(1, min(max(threads, wanted), grains))
    edges = [min(total, grain * (grains * share // count)) for share in range(count + 1)]
    return [range(first, last) for first, last in pairwise(edges)]


class Team:
    """A pool of threads, made when first wanted and made anew in a forked child."""

    def __init__(self) -> None:
        self._forget()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._lock = Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._size = 0

    def _pool_of(self, size: int) -> ThreadPoolExecutor:
        # Importing it is itself refused once the interpreter is ending.
        from concurrent.futures import ThreadPoolExecutor

        with self._lock:
            if self._pool is None or self._size < size:
                # An outgrown pool ends by itself once its last task is done.
                self._pool = ThreadPoolExecutor(size, thread_name_prefix="pysoftmax")
                self._size = size
            return self._pool

    def _call(self, work: Callable[[], None], helpers: int) -> list[Future[None]]:
        """Let other threads do some work: as many as asked for, or as many as can be had."""
        called: list[Future[None]] = []
        try:
            for _ in range(helpers):
                called.append(self._pool_of(helpers).submit(work))
        except RuntimeError:
            # No thread can be started: there are too many, or the interpreter is ending, which a
            # thread that trains sees when the main one has returned. The caller can do it alone.
            self._pool = None
        return called

    def map(
        self, function: Callable[[Part], Result], parts: Sequence[Part], threads: int
    ) -> list[Result]:
        """Return ``function`` of each part, in order; whichever thread is free takes the next.

        The caller's own thread is one of them: there is one less to wake.
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
            # Who has not begun, for other callers keep the pool busy, is not needed any more.
            begun = [other for other in others if not other.cancel()]
            wait(begun)
        for other in begun:
            other.result()
        return [results[place] for place in range(len(parts))]


TEAM = Team()
