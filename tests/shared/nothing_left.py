"""A check at the very end of a test run: no process and no temporary folder of ours is left.

Other runs may be going on beside this one, so only what this run began counts: processes by a
variable of their environment, which children inherit, and folders by Python's audit events.
"""

from __future__ import annotations

import atexit
import os
import sys
import time
import uuid
from pathlib import Path

__all__ = ["check_at_exit"]

MARK = "PYSOFTMAX_TEST_RUN"
PATIENCE = 15.0
"""Seconds for processes that have been told to end, and for the shells that remove folders."""


def check_at_exit() -> None:
    """End this process with status 1, and the names, if something is left when it exits.

    Call it before anything else registers an exit handler: the first registered runs last.
    """
    token = f"{MARK}={uuid.uuid4().hex}"
    owner = os.getpid()
    folders: set[str] = set()
    os.environ[MARK] = token.partition("=")[2]

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("tempfile.mkdtemp", "tempfile.mkstemp"):
            path = os.fsdecode(arguments[0])  # type: ignore[arg-type]
            if Path(path).name.startswith("pysoftmax-") and os.getpid() == owner:
                folders.add(path)

    def check() -> None:
        if os.getpid() != owner:
            return
        end = time.monotonic() + PATIENCE
        while (left := _left(token, folders)) and time.monotonic() < end:
            time.sleep(0.1)
        if left:
            print("\nThe tests are over, and this is left:", *left, sep="\n  ", file=sys.stderr)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(1)

    sys.addaudithook(note)
    atexit.register(check)


def _left(token: str, folders: set[str]) -> list[str]:
    """The processes that carry the token, and the folders that still exist."""
    left = [f"folder {path}" for path in sorted(folders) if Path(path).exists()]
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        try:
            environment = (process / "environ").read_bytes().split(b"\0")
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:  # it has ended, or is another user's
            continue
        if token.encode() in environment:
            left.append(f"process {process.name}: {command[:200].decode(errors='replace')}")
    return left
