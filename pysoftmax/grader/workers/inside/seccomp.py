"""A filter of system calls: calls that no solution of the exercise needs do not reach the kernel.

It needs no privilege, so it also works without a sandbox. What happens to a call:

- it is on the list of `calls`: it is made;
- it is on the list, but its arguments are not: it fails with EPERM;
- it is not on the list, or has no number on this processor: it fails with ENOSYS, as on a kernel
  that lacks it, so that C libraries and HDF5 fall back to what they do there;
- it is made through another interface of the kernel (32-bit code on a 64-bit processor): the
  process is killed with SIGSYS. Calls of the x32 interface have numbers that are on no list.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

from . import calls

__all__ = ["Rule", "available", "install", "program"]

Rule = tuple[int, int, int, int]
"""One instruction of classic BPF: operation, jump if true, jump if false, value."""

_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _KILL_PROCESS = 0x7FFF0000, 0x80000000
_REFUSE, _NO_SUCH_CALL = 0x00050000 | 1, 0x00050000 | 38
"""SECCOMP_RET_ERRNO with EPERM and with ENOSYS, whose numbers all processors share."""
_NUMBER_AT, _PROCESSOR_AT, _ARGUMENTS_AT = 0, 4, 16
"""Where `struct seccomp_data` has them; an argument is 8 bytes, of which the lower half is read."""


def available() -> bool:
    """Return whether the filter supports this machine's processor."""
    return sys.platform == "linux" and os.uname().machine in calls.AUDIT


def install(*, may_fork: bool) -> None:
    """Filter this process's calls from now on, and those of all it starts.

    Parameters
    ----------
    may_fork
        Octave's session has to; its children are denied it by a limit instead. Without forking,
        a process may send signals to itself; with it, to none.
    """
    rules = program(os.uname().machine, None if may_fork else os.getpid())
    code = b"".join(struct.pack("HBBI", *rule) for rule in rules)
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    prog = Program(len(rules), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(prog), 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel rejected the seccomp filter")


def program(machine: str, own_pid: int | None) -> list[Rule]:
    """Return the filter for one processor.

    Parameters
    ----------
    machine
        A key of `calls.AUDIT`.
    own_pid
        The process that the filter is for; None for Octave's session, which may fork.
    """
    column = tuple(calls.AUDIT).index(machine)
    plain = calls.ALLOWED if own_pid is not None else {**calls.ALLOWED, **calls.STARTING}
    own = [] if own_pid is None else [own_pid]
    rules: list[Rule] = [
        (_LOAD, 0, 0, _PROCESSOR_AT),
        (_JUMP_EQUAL, 1, 0, calls.AUDIT[machine]),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    for numbers in plain.values():
        rules += _of_call(numbers[column], [(_RETURN, 0, 0, _ALLOW)])
    for numbers, argument, allowed in calls.ARGUMENTS.values():
        rules += _of_call(numbers[column], _if_argument(argument, allowed))
    for numbers in calls.SIGNALS.values():
        rules += _of_call(numbers[column], _if_argument(0, own))
    for numbers in calls.LIMITS.values():
        rules += _of_call(numbers[column], _if_argument(0, [0, *own]))
    rules += _of_call(calls.CLONE[column], _if_flags(may_fork=own_pid is None))
    return [*rules, (_RETURN, 0, 0, _NO_SUCH_CALL)]


def _of_call(number: int | None, body: list[Rule]) -> list[Rule]:
    """The instructions `body`, which return, for the call `number`; none if there is no such."""
    return [] if number is None else [(_JUMP_EQUAL, 0, len(body), number), *body]


def _if_argument(argument: int, allowed: tuple[int, ...] | list[int]) -> list[Rule]:
    """Allow the call if its argument (counted from 0) is one of `allowed`."""
    body: list[Rule] = [(_LOAD, 0, 0, _ARGUMENTS_AT + 8 * argument)]
    for value in allowed:
        body += [(_JUMP_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    return [*body, (_RETURN, 0, 0, _REFUSE)]


def _if_flags(*, may_fork: bool) -> list[Rule]:
    """Allow clone for threads, for processes where forking is allowed, for namespaces never."""
    body: list[Rule] = [
        (_LOAD, 0, 0, _ARGUMENTS_AT),
        (_JUMP_ANY_BIT, 0, 1, calls.NEW_NAMESPACE_OR_PARENT),
        (_RETURN, 0, 0, _REFUSE),
    ]
    if not may_fork:
        body += [(_JUMP_ANY_BIT, 1, 0, calls.CLONE_THREAD), (_RETURN, 0, 0, _REFUSE)]
    return [*body, (_RETURN, 0, 0, _ALLOW)]
