"""How a process permanently gives up what it does not need: Linux's calls, through ctypes."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import sys
from typing import Any

__all__ = [
    "CLONE_FLAGS",
    "adopt_orphans",
    "clone_into_namespaces",
    "close_memory",
    "die_with_parent",
    "drop_privileges",
    "limit_process",
    "mount_scratch",
]

LINUX = sys.platform == "linux"
INTERPRETER_BYTES = 384 << 20
"""Address space of the interpreters before a student's code runs: 96 MiB measured for Python with
NumPy, 222 MiB with SciPy, 171 MiB for Octave; doubled, since versions differ."""

_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None
_libc_holding_gil = ctypes.PyDLL(None, use_errno=True) if LINUX else None

CLONE_FLAGS = 0x20000000 | 0x00020000 | 0x08000000
"""New process ids, mounts, and System V and message queue ids (NEWPID, NEWNS, NEWIPC)."""

_SYS_CLONE = {"x86_64": 56, "aarch64": 220}

_MS_NOSUID, _MS_NODEV, _MS_REC, _MS_SLAVE = 2, 4, 0x4000, 0x80000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER = 1, 4, 36
_PR_SET_NO_NEW_PRIVS = 38


def _check(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def clone_into_namespaces() -> int:
    """`os.fork`, but the child is the first process of new namespaces.

    ``unshare`` cannot do it: it leaves the caller outside the new process ids, so that it costs
    one fork more, and forking a process that has loaded SciPy takes milliseconds.
    """
    assert _libc_holding_gil is not None
    number = _SYS_CLONE[os.uname().machine]
    ctypes.pythonapi.PyOS_BeforeFork()
    pid: int = _libc_holding_gil.syscall(
        ctypes.c_long(number), ctypes.c_ulong(CLONE_FLAGS | signal.SIGCHLD), None, None, None, None
    )
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    else:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
    _check(pid, "clone")
    return pid


def mount_scratch(folder: str, limit_bytes: int, uid: int) -> None:
    """Mount an empty folder in memory, the only one of this run that can be written to."""
    assert _libc is not None
    _check(_libc.mount(None, b"/", None, _MS_REC | _MS_SLAVE, None), "mount --make-rslave /")
    options = f"size={limit_bytes},nr_inodes=8192,mode=0700,uid={uid},gid={uid}".encode()
    flags = _MS_NOSUID | _MS_NODEV
    _check(_libc.mount(b"scratch", folder.encode(), b"tmpfs", flags, options), f"mount {folder}")


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def drop_privileges(uid: int | None) -> None:
    """Become `uid` (None: stay), without capabilities, unable to gain any, closed to ptrace.

    A user of its own matters beyond file permissions: Linux counts processes by user, and does
    not limit root's.
    """
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    if _libc is not None:
        header = _CapabilityHeader(0x20080522, 0)
        _check(_libc.capset(ctypes.byref(header), (ctypes.c_uint32 * 6)()), "capset")
        _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    close_memory()


def close_memory() -> None:
    """Keep other processes of the same user from reading or changing this one's memory."""
    if _libc is not None:
        _check(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "dumpable")


def adopt_orphans() -> None:
    """Let processes whose parents ended become children of this one, so that it can end them."""
    if _libc is not None:
        _check(_libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "subreaper")


def die_with_parent() -> None:
    """Be killed when the process that started this one ends."""
    if _libc is not None:
        _check(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "pdeathsig")


def limit_process(pid: int, limits: dict[str, Any], processes: int | None) -> None:
    """Set the limits of the process `pid` (0: this one), which nothing can raise again.

    `processes` counts all that its user runs, threads too; None sets no such limit.
    """
    cpu = math.ceil(limits["cpu_seconds"])
    memory = INTERPRETER_BYTES + limits["memory_bytes"]
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_FSIZE, limits["file_bytes"], limits["file_bytes"]),
        *([] if processes is None else [(resource.RLIMIT_NPROC, processes, processes)]),
        (resource.RLIMIT_NOFILE, 128, 128),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _lower(pid, kind, soft, hard)


def _lower(pid: int, kind: int, soft: int, hard: int) -> None:
    present = (resource.getrlimit(kind) if pid == 0 else resource.prlimit(pid, kind))[1]
    if present != resource.RLIM_INFINITY:
        soft, hard = min(soft, present), min(hard, present)
    if pid == 0:
        resource.setrlimit(kind, (soft, hard))
    else:
        resource.prlimit(pid, kind, (soft, hard))
