"""A filter of system calls: what no solution of the exercise needs, and an attack would.

It needs no privilege, so it also holds where there is no sandbox. A denied call fails with EPERM.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

__all__ = ["available", "install"]

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# One column per processor; None where a processor has no such call.
_NUMBERS: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "process_mrelease": (448, 448),
    "setns": (308, 268),
    "unshare": (272, 97),
    # other processes' share of the machine
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # the network, and sockets to other processes
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    # memory that RLIMIT_AS does not count
    "shmget": (29, 194),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # mounts
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    # the kernel's wide doors
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
}
_FORKS = {"fork": (57, None), "vfork": (58, None)}
_KILL, _TGKILL = (62, 129), (234, 131)
_CLONE, _CLONE3, _PRLIMIT = (56, 220), (435, 435), (302, 261)

_FCNTL, _IOCTL = (72, 25), (16, 29)
_SIGNALS_BY_FILE = {_FCNTL: [8, 10, 15], _IOCTL: [0x8901, 0x8902]}
"""F_SETOWN, F_SETSIG, F_SETOWN_EX; FIOSETOWN, SIOCSPGRP: they have the kernel send any signal to
any process of the same user, as soon as a file can be read."""

_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x7E020000 | 0x02000000 | 0x00000080
_LOAD, _JUMP_EQUAL, _JUMP_ABOVE, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _DENY, _KILL_PROCESS, _NO_SUCH_CALL = 0x7FFF0000, 0x00050001, 0x80000000, 0x00050026
_NUMBER_AT, _PROCESSOR_AT, _FIRST_ARGUMENT_AT, _SECOND_ARGUMENT_AT = 0, 4, 16, 24

Rule = tuple[int, int, int, int]


def available() -> bool:
    """Whether this machine's processor is one that the filter knows."""
    return sys.platform == "linux" and os.uname().machine in _AUDIT


def install(*, may_fork: bool) -> None:
    """Filter this process's calls from now on, and those of all it starts.

    Parameters
    ----------
    may_fork
        Octave's session has to; its children are denied it by a limit instead. Without forking,
        a process may send signals to itself; with it, to none.
    """
    column = ("x86_64", "aarch64").index(os.uname().machine)
    rules = _program(column, None if may_fork else os.getpid())
    code = b"".join(struct.pack("HBBI", *rule) for rule in rules)
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    program = Program(len(rules), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "the filter of system calls was refused")


def _program(column: int, own_pid: int | None) -> list[Rule]:
    calls = dict(_NUMBERS) if own_pid is None else {**_NUMBERS, **_FORKS}
    rules: list[Rule] = [
        (_LOAD, 0, 0, _PROCESSOR_AT),
        (_JUMP_EQUAL, 1, 0, tuple(_AUDIT.values())[column]),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_ABOVE, 0, 1, 0x40000000),  # x86's third set of numbers for the same calls
        (_RETURN, 0, 0, _DENY),
    ]
    for numbers in calls.values():
        number = numbers[column]
        if number is not None:
            rules += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _DENY)]
    # The C library falls back to clone, whose flags a filter can see.
    rules += [(_JUMP_EQUAL, 0, 1, _CLONE3[column]), (_RETURN, 0, 0, _NO_SUCH_CALL)]
    rules += _only_if_argument(_PRLIMIT[column], [0] if own_pid is None else [0, own_pid])
    for signals in (_KILL, _TGKILL):
        rules += _only_if_argument(signals[column], [] if own_pid is None else [own_pid])
    for call, orders in _SIGNALS_BY_FILE.items():
        rules += _unless_order(call[column], orders)
    return rules + _clone_rules(_CLONE[column], own_pid is None) + [(_RETURN, 0, 0, _ALLOW)]


def _only_if_argument(number: int, allowed: list[int]) -> list[Rule]:
    """Allow the call `number` when its first argument is one of `allowed`."""
    body: list[Rule] = [(_LOAD, 0, 0, _FIRST_ARGUMENT_AT)]
    for value in allowed:
        body += [(_JUMP_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    body += [(_RETURN, 0, 0, _DENY)]
    return [(_JUMP_EQUAL, 0, len(body), number), *body]


def _unless_order(number: int, denied: list[int]) -> list[Rule]:
    """Deny the call `number` when its second argument is one of `denied`."""
    body: list[Rule] = [(_LOAD, 0, 0, _SECOND_ARGUMENT_AT)]
    for value in denied:
        body += [(_JUMP_EQUAL, 0, 1, value), (_RETURN, 0, 0, _DENY)]
    body += [(_RETURN, 0, 0, _ALLOW)]
    return [(_JUMP_EQUAL, 0, len(body), number), *body]


def _clone_rules(number: int, may_fork: bool) -> list[Rule]:
    """Threads always, processes where forking is allowed, new namespaces never."""
    denied: list[Rule] = [(_JUMP_SET, 0, 1, _CLONE_NEW), (_RETURN, 0, 0, _DENY)]
    if not may_fork:
        denied += [(_JUMP_SET, 1, 0, _CLONE_THREAD), (_RETURN, 0, 0, _DENY)]
    body: list[Rule] = [(_LOAD, 0, 0, _FIRST_ARGUMENT_AT), *denied, (_RETURN, 0, 0, _ALLOW)]
    return [(_JUMP_EQUAL, 0, len(body), number), *body]
