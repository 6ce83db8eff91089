"""Users that own nothing, for what a grader that is root runs."""

from __future__ import annotations

import functools
import os
import tempfile
from pathlib import Path

__all__ = ["open_to_all", "place_for_runs", "python_is_open_to_all", "unprivileged_user"]


def unprivileged_user(number: int) -> int | None:
    """Return, if the grader runs as root, a user that owns nothing, for all that job `number` runs.

    One for each job of each grader, since Linux counts processes by user.
    """
    if os.getuid() != 0:
        return None
    known = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    many = any(int(first) == 0 and int(count) > 1 << 31 for first, _, count in known)
    chosen = os.getpid() * 64 + number % 64
    return 1_600_000_000 + chosen % 400_000_000 if many else 61_184 + chosen % 4_000


def place_for_runs(sandboxed: bool) -> str | None:
    """Return where to make the workers' folder: None for the usual place.

    The job's own user (see `unprivileged_user`) must be able to enter it, and root's usual place
    may be closed to all others.
    """
    if sandboxed or os.getuid() != 0:
        return None
    usual = tempfile.gettempdir()
    places = (usual, "/tmp", "/var/tmp")
    return next((place for place in places if open_to_all(Path(place, "file"))), usual)


def open_to_all(*files: Path) -> bool:
    """Return whether any user can reach these files."""
    folders = {folder for file in files for folder in file.resolve().parents}
    return all(folder.stat().st_mode & 0o001 for folder in folders)


@functools.cache
def python_is_open_to_all() -> bool:
    """Return whether any user can read Python's own files; false if they are in root's home."""
    import numpy

    return open_to_all(Path(os.__file__), Path(numpy.__file__))
