"""Known security holes in old versions of the programs that the sandbox depends on.

A distribution may have repaired a version without changing its number, so these are warnings.
"""

from __future__ import annotations

import re

__all__ = ["in_bubblewrap", "in_kernel", "in_python"]

_BUBBLEWRAP = (0, 12, 0)
_KERNEL = (5, 10)
_PYTHON = {(3, 11): 13, (3, 12): 11, (3, 13): 4}
"""The first release of each series that repairs CVE-2025-4517."""
_BACKPORTED = "your distribution may have repaired it under the same number"


def in_bubblewrap(version: str) -> str:
    """Return the known hole of a version that `bwrap --version` prints; empty if there is none."""
    if _numbers(version) >= _BUBBLEWRAP:
        return ""
    return (
        f"{version} is older than 0.12.0, which repairs CVE-2026-87766 (its mounts follow symbolic "
        f"links); {_BACKPORTED}"
    )


def in_kernel(release: str) -> str:
    """Return the known hole of a version that `uname -r` prints; empty if there is none."""
    if _numbers(release)[:2] >= _KERNEL:
        return ""
    return f"Linux {release} is older than 5.10 and gets no more security fixes; update the system"


def in_python(version: str) -> str:
    """Return the known hole of a Python, such as "3.11.4"; empty if there is none."""
    major, minor, patch = _numbers(version)
    repaired = _PYTHON.get((major, minor))
    if (major, minor) >= (3, 11) and (repaired is None or patch >= repaired):
        return ""
    return (
        f"Python {version} is older than {major}.{minor}.{repaired}, which repairs CVE-2025-4517 "
        f"(tar archives that write elsewhere); {_BACKPORTED}"
        if repaired is not None
        else f"Python {version} gets no more security fixes; expected 3.11 or newer"
    )


def _numbers(version: str) -> tuple[int, int, int]:
    """Return the first three numbers of a version; zero for each that is missing."""
    found = re.search(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", version)
    first, second, third = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return first, second, third
