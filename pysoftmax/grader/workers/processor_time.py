"""How long the processes of a run waited for a processor that others had.

Linux counts for each thread how long it was ready to run and did not (``schedstat``), and for each
process how long it ran. A process that sleeps is not ready to run, so it loses nothing.

A container may have a share of the processors (Docker's ``--cpus``). Once its processes have used
it up, they all wait for the next period. Kernels differ in whether ``schedstat`` counts this, so it
is read from the container's control group too.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import IntEnum
from pathlib import Path

from pysoftmax.grader.workers.processor_quota import ProcessorQuota

__all__ = ["ProcessorTime", "Starved"]

PROC = Path("/proc")
MOMENT = 0.025
"""Seconds in which the system counts some time of a thread that runs: it does so 100 times a second
or more."""


def since_boot() -> float:
    """Return the seconds by which Linux dates the start of a process."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else 0.0


def one_moment() -> None:
    """Wait for `MOMENT`."""
    time.sleep(MOMENT)


class Starved(IntEnum):
    """Whether a run ended for want of what others had: processor time or memory."""

    NO = 0
    PERHAPS = 1
    YES = 2


class ProcessorTime:
    """The processor time of what a process and its descendants start from now on.

    Parameters
    ----------
    ancestor
        The number of the process.
    proc
        Where the system shows its processes.
    now
        The clock by which it dates their starts.
    throttled
        The seconds for which the system has let nothing of this container run, so far.
    pause
        Waits for a moment in which a thread that has a processor runs.
    """

    def __init__(
        self,
        ancestor: int,
        proc: Path = PROC,
        now: Callable[[], float] = since_boot,
        throttled: Callable[[], float] | None = None,
        pause: Callable[[], None] = one_moment,
    ) -> None:
        self._ancestor = ancestor
        self._proc = proc
        self._now = now
        self._throttled = _QUOTA.throttled if throttled is None else throttled
        self._pause = pause
        self._begun, self._throttled_before = now(), self._throttled()
        self._idle_before = _idle(proc)

    def lost(self) -> float | None:
        """Return the seconds that were lost to others so far; None if they cannot be measured.

        These are at most the time that passed and was not used: the threads of a run that wait
        for each other lose nothing. A run that sleeps loses nothing to a quota either.

        The system counts a wait once it is over, and on a busy machine one wait can take longer
        than a whole limit. If a thread waits now, all that was not used is lost, but for the time
        in which a processor was idle: a submission that sleeps, and lets threads wait for each
        other when it is looked at, gains nothing.
        """
        waits = self._waits_now()
        used, waited, seen, ready = 0.0, 0.0, False, False
        for process in self._processes():
            with suppress(OSError, ValueError, IndexError):  # it may end at any time
                used += _used(process)
                waited += _waited(process)
                ready = ready or _is_ready(process)
                seen = True
        if not seen:
            return None
        if ready:
            waited += max(0.0, self._throttled() - self._throttled_before)
        passed = self._now() - self._begun
        unused = max(0.0, passed - used)
        if waits:
            waited = max(waited, passed - self._idle(passed))
        return min(waited, unused)

    def _idle(self, passed: float) -> float:
        """Return how long a processor was idle at least; all the time where that is not known."""
        idle = _idle(self._proc)
        return max((idle[cpu] - self._idle_before.get(cpu, 0.0) for cpu in idle), default=passed)

    def _waits_now(self) -> bool:
        """Whether a thread is ready to run, and does not run for a moment."""
        before = dict(self._ready())
        if before:
            self._pause()
        return any(before.get(thread) == ran for thread, ran in self._ready())

    def _ready(self) -> Iterator[tuple[Path, int]]:
        """Yield the threads that are ready to run or run, and how long each has run."""
        for process in self._processes():
            with suppress(OSError):  # it may end at any time
                for thread in (process / "task").iterdir():
                    with suppress(OSError, ValueError, IndexError):
                        if _fields(thread)[_STATE] == "R":
                            yield thread, int((thread / "schedstat").read_text().split()[0])

    def _processes(self) -> Iterator[Path]:
        """Yield the descendants that were started since."""
        parents: dict[int, int] = {}
        started: dict[int, float] = {}
        with suppress(OSError):
            for entry in self._proc.iterdir():
                if entry.name.isdecimal():
                    with suppress(OSError, ValueError, IndexError):
                        fields = _fields(entry)
                        parents[int(entry.name)] = int(fields[_PARENT])
                        started[int(entry.name)] = int(fields[_STARTED]) / _TICKS
        below, found = {self._ancestor}, {self._ancestor}
        while found:
            found = {process for process, parent in parents.items() if parent in found} - below
            below |= found
        for process in below - {self._ancestor}:
            if started[process] >= self._begun - 1 / _TICKS:
                yield self._proc / str(process)


_QUOTA = ProcessorQuota()
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_STATE, _PARENT, _USED, _STARTED = 0, 1, slice(11, 13), 19
"""Positions in ``/proc/N/stat`` behind the program's name."""


_IDLE = slice(4, 6)
"""Positions in a processor's line of ``/proc/stat``: idle, and idle while a disk is busy."""


def _idle(proc: Path) -> dict[str, float]:
    """Return for how many seconds each processor that may be used has been idle."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    names = {f"cpu{number}" for number in usable}
    idle = {}
    with suppress(OSError, ValueError):
        for line in (proc / "stat").read_text().splitlines():
            fields = line.split()
            if fields and fields[0] in names:
                idle[fields[0]] = sum(map(int, fields[_IDLE])) / _TICKS
    return idle


def _fields(process: Path) -> list[str]:
    return (process / "stat").read_text(errors="replace").rpartition(")")[2].split()


def _used(process: Path) -> float:
    """The seconds that all threads of a process have run, those that ended too."""
    return sum(map(int, _fields(process)[_USED])) / _TICKS


def _waited(process: Path) -> float:
    """The seconds that the thread of a process that waited longest was ready to run."""
    waits = []
    for thread in (process / "task").iterdir():
        with suppress(OSError):
            waits.append(int((thread / "schedstat").read_text().split()[1]) / 1e9)
    return max(waits)


def _is_ready(process: Path) -> bool:
    """Whether a thread of a process runs, or would run if it had a processor."""
    for thread in (process / "task").iterdir():
        with suppress(OSError, IndexError):
            if _fields(thread)[_STATE] == "R":
                return True
    return False
