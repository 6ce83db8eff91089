"""A check at the very end of a test run: no process and no temporary folder of ours is left.

Other runs may be going on beside this one, so only what this run began counts: processes by a
variable of their environment, which children inherit, and folders by Python's audit events. The
variable is the path of a file, to which each process of the run appends the folders that it makes.
"""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
import time
from pathlib import Path

__all__ = ["check_at_exit", "record_folders"]

MARK = "PYSOFTMAX_TEST_RUN"
PATIENCE = 15.0
"""Seconds for processes that have been told to end, and for the shells that remove folders."""


def check_at_exit() -> None:
    """End this process with status 1, and the names, if something is left when it exits.

    Call it before anything else registers an exit handler: the first registered runs last.
    """
    descriptor, record = tempfile.mkstemp(prefix="tests-of-pysoftmax-")
    os.close(descriptor)
    owner = os.getpid()
    os.environ[MARK] = record
    record_folders()

    def check() -> None:
        if os.getpid() != owner:
            return
        end = time.monotonic() + PATIENCE
        while (left := _left(record)) and time.monotonic() < end:
            time.sleep(0.1)
        Path(record).unlink()
        if left:
            print("\nThe tests are over, and this is left:", *left, sep="\n  ", file=sys.stderr)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(1)

    atexit.register(check)


def record_folders() -> None:
    """Append each temporary file or folder of ours that this process makes to the run's record.

    xdist's workers call it: they inherit the variable, and the folders are made in them.
    """
    record = os.environ.get(MARK)
    if record is None:
        return
    owner = os.getpid()

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("tempfile.mkdtemp", "tempfile.mkstemp"):
            path = os.fsdecode(arguments[0])  # type: ignore[arg-type]
            if Path(path).name.startswith("pysoftmax-") and os.getpid() == owner:
                descriptor = os.open(record, os.O_WRONLY | os.O_APPEND)
                os.write(descriptor, os.fsencode(path) + b"\0")
                os.close(descriptor)

    sys.addaudithook(note)


def _left(record: str) -> list[str]:
    """The processes that carry the mark, and the recorded folders that still exist."""
    folders = {os.fsdecode(path) for path in Path(record).read_bytes().split(b"\0") if path}
    left = [f"folder {path}" for path in sorted(folders) if Path(path).exists()]
    mark = f"{MARK}={record}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        try:
            environment = (process / "environ").read_bytes().split(b"\0")
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:  # it has ended, or is another user's
            continue
        if mark in environment:
            left.append(f"process {process.name}: {command[:200].decode(errors='replace')}")
    return left
