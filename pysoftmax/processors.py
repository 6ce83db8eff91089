"""How many processors this process may use."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence

__all__ = ["ClaimedProcessor", "processors_here", "share_of_processors", "usable_processors"]


def processors_here() -> list[int]:
    """Return the processors that this process may run on; none if the system does not say."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def usable_processors() -> int:
    """Return the number of processors that this process is allowed to run on, at least 1."""
    return len(processors_here()) or os.cpu_count() or 1


def share_of_processors(job: int, jobs: int, usable: Sequence[int]) -> list[int]:
    """Return the processors for one of several jobs, so that none takes another's time.

    Parameters
    ----------
    job
        Its number, from 0.
    jobs
        How many there are. If there are more jobs than processors, some share one.
    usable
        The processors to share out; none where the system cannot restrict a process to some.
    """
    if not usable:
        return []
    return list(usable[job::jobs]) if jobs <= len(usable) else [usable[job % len(usable)]]


class ClaimedProcessor:
    """A processor that this process has to itself, among processes that claim one.

    It is for processes that know nothing of each other, such as the workers of a cluster. A claim
    is an address in Linux's abstract namespace of sockets: it leaves no file, and ends with the
    process. Containers with networks of their own do not see each other's claims.

    Parameters
    ----------
    usable
        The processors to choose from; none where the system cannot restrict a process to some.

    Attributes
    ----------
    number
        The processor, as a list: of those that the fewest others have claimed, the first. Empty if
        `usable` is.
    """

    def __init__(self, usable: Sequence[int]) -> None:
        self._claim = socket.socket(socket.AF_UNIX) if usable else None
        self.number: list[int] = []
        claims = 0
        while self._claim is not None and not self.number:
            for processor in usable:
                try:
                    self._claim.bind(f"\0pysoftmax-processor-{processor}-{claims}")
                except OSError:
                    continue
                self.number = [processor]
                break
            claims += 1

    def close(self) -> None:
        """Give the processor up."""
        if self._claim is not None:
            self._claim.close()
