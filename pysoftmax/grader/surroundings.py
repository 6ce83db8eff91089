"""Faults of the machine, which stop a run and are never a submission's verdict."""

from __future__ import annotations

import errno

__all__ = ["SurroundingsError", "is_of_the_machine"]

_OF_THE_MACHINE = frozenset(
    (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENOMEM, errno.EMFILE, errno.ENFILE)
)
"""A full or read-only disk, a disk that fails, no memory, too many open files."""


class SurroundingsError(RuntimeError):
    """The machine, not a submission, prevents the grader from working; the message says how."""


def is_of_the_machine(error: BaseException) -> bool:
    """Return whether an error in the grader's own process is a fault of the machine."""
    machine = isinstance(error, OSError) and error.errno in _OF_THE_MACHINE
    return machine or isinstance(error, SurroundingsError)
