"""How many processors this process may use."""

from __future__ import annotations

import os
from collections.abc import Sequence

__all__ = ["share_of_processors", "usable_processors"]


def usable_processors() -> int:
    """Return the number of processors that this process is allowed to run on, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
