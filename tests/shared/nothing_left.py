"""A check at the very end of a test run: no process and no temporary folder of ours is left.

Other runs may be going on beside this one. So of the processes only those count that carry this
run's mark, a variable of their environment, which children inherit. A folder carries none, so each
new one counts that no process names in its command, as the shell does that will remove it.
"""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

__all__ = ["check_at_exit"]

MARK = "PYSOFTMAX_TEST_RUN"
PATIENCE = 30.0
"""Seconds for processes that have been told to end, and for the shells that remove folders."""
PLACES = (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm")
"""Where our temporary folders are made."""


def check_at_exit() -> None:
    """End this process with status 1, and the names, if something is left when it exits.

    Call it before anything else registers an exit handler: the first registered runs last.
    """
    owner = os.getpid()
    mark = os.environ[MARK] = f"{owner} {time.time_ns()}"
    before = _folders()

    def check() -> None:
        if os.getpid() != owner:
            return
        end = time.monotonic() + PATIENCE
        while (left := _left(mark, before)) and time.monotonic() < end:
            time.sleep(0.1)
        if left:
            print("\nThe tests are over, and this is left:", *left, sep="\n  ", file=sys.stderr)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(1)

    atexit.register(check)


def _folders() -> set[str]:
    """Our temporary folders, of all runs."""
    return {str(path) for place in PLACES for path in Path(place).glob("pysoftmax-*")}


def _left(mark: str, before: set[str]) -> list[str]:
    """The processes that carry the mark, and the new folders that nothing will remove."""
    left = []
    folders = _folders() - before
    for process, environment, command in _processes():
        folders.difference_update(map(os.fsdecode, command))
        if os.fsencode(f"{MARK}={mark}") in environment:
            said = b" ".join(command)[:200].decode(errors="replace")
            left.append(f"process {process}: {said}")
    unnamed = [path for path in sorted(folders) if Path(path).exists()]  # still
    return [f"folder {path}" for path in unnamed] + left


def _processes() -> Iterator[tuple[str, list[bytes], list[bytes]]]:
    """The number, the environment and the command of each process other than this one."""
    for process in Path("/proc").glob("[0-9]*"):
        if process.name != str(os.getpid()):
            try:
                command = (process / "cmdline").read_bytes().split(b"\0")
            except OSError:  # it has ended
                continue
            try:
                environment = (process / "environ").read_bytes().split(b"\0")
            except OSError:  # it has ended, or is another user's
                environment = []
            yield process.name, environment, command
