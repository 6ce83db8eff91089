"""How long this process's control groups were kept from running because they had used their quota.

A group's ``cpu.stat`` has ``throttled_usec`` (version 2) or ``throttled_time`` in nanoseconds
(version 1), added up over the processors. Every group above may have a quota too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["ProcessorQuota"]

GROUPS = Path("/sys/fs/cgroup")
MEMBERSHIP = Path("/proc/self/cgroup")
_UNITS = {"throttled_usec": 1e-6, "throttled_time": 1e-9}


class ProcessorQuota:
    """The quotas that hold for this process, which it does not leave.

    Parameters
    ----------
    groups
        Where the control groups are mounted.
    membership
        The file that names this process's.
    """

    def __init__(self, groups: Path = GROUPS, membership: Path = MEMBERSHIP) -> None:
        self._groups = groups
        self._membership = membership
        self._counters: list[Path] | None = None

    def throttled(self) -> float:
        """Return the seconds so far; 0 if there is no quota."""
        if self._counters is None:
            self._counters = [path for path in self._candidates() if _throttled(path) is not None]
        return sum(_throttled(path) or 0.0 for path in self._counters)

    def _candidates(self) -> Iterator[Path]:
        """Yield the counters of this process's groups and of those above, as far as they show."""
        try:
            lines = self._membership.read_text().splitlines()
        except OSError:
            return
        for line in lines:
            _, controllers, path = line.split(":", 2)
            if controllers and "cpu" not in controllers.split(","):
                continue
            # Version 2 may be mounted beside version 1, which has a folder for each controller.
            for top in (self._groups / controllers, self._groups / "unified"):
                group = top / path.strip("/")
                yield from (
                    folder / "cpu.stat"
                    for folder in (group, *group.parents)
                    if folder.is_relative_to(top)
                )
                if controllers:
                    break


def _throttled(counter: Path) -> float | None:
    """Return the seconds that a file counts; None if it counts none."""
    with suppress(OSError, ValueError):
        for line in counter.read_text().splitlines():
            name, _, value = line.partition(" ")
            if name in _UNITS:
                return int(value) * _UNITS[name]
    return None
