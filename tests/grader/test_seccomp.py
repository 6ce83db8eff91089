"""The filter of system calls: its program interpreted over every number, and tried for real."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pysoftmax.comparison.case import Case
from pysoftmax.grader.workers import Workers
from pysoftmax.grader.workers.inside import seccomp
from tests.grader.folders import in_folder
from tests.grader.syscalls import DANGEROUS, LOOKED_AT, MADE, STARTING, numbers

ALLOW, KILL, REFUSE, NO_SUCH_CALL = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
I386, ARM = 0x40000003, 0x40000028
OWN_PID = 4321
EVERY_NUMBER = range(1024)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")


def verdict(program: list[seccomp.Rule], number: int, architecture: int, *arguments: int) -> int:
    """What the kernel does with a call: an interpreter of classic BPF, as seccomp uses it."""
    padded = [argument % (1 << 64) for argument in (*arguments, *[0] * 6)][:6]
    data = struct.pack("<IIQ6Q", number, architecture, 0x7F0000001000, *padded)
    accumulator, at = 0, 0
    while True:
        operation, if_true, if_false, value = program[at]
        at += 1
        match operation:
            case 0x20:  # BPF_LD | BPF_W | BPF_ABS
                assert value % 4 == 0
                (accumulator,) = struct.unpack_from("<I", data, value)
            case 0x15:  # BPF_JMP | BPF_JEQ | BPF_K
                at += if_true if accumulator == value else if_false
            case 0x45:  # BPF_JMP | BPF_JSET | BPF_K
                at += if_true if accumulator & value else if_false
            case 0x06:  # BPF_RET | BPF_K
                return value
            case _:
                raise AssertionError(f"an instruction that no filter here needs: {operation:#x}")


@pytest.fixture(params=["x86_64", "aarch64"])
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["python", "octave"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def program(machine: str, language: str) -> list[seccomp.Rule]:
    return seccomp.program(machine, OWN_PID if language == "python" else None)


def test_every_number_gets_the_verdict_of_the_list(
    machine: str, language: str, program: list[seccomp.Rule]
) -> None:
    """Of the numbers 0 to 1023, those on the list are made, and all others do not exist."""
    made = numbers(MADE[machine]) | (numbers(STARTING[machine]) if language == "octave" else {})
    looked_at = numbers(LOOKED_AT[machine])
    assert not made.keys() & looked_at.keys()
    for number in EVERY_NUMBER:
        if number in looked_at:
            continue
        for arguments in ((0,) * 6, (-1,) * 6, (OWN_PID,) * 6, (1, 2, 3, 4, 5, 6)):
            expected = ALLOW if number in made else NO_SUCH_CALL
            got = verdict(program, number, ARCHITECTURE[machine], *arguments)
            assert got == expected, (number, made.get(number))


def test_no_dangerous_call_is_on_the_list(machine: str, program: list[seccomp.Rule]) -> None:
    """Each call that is known as a door to other processes or to the machine does not exist."""
    dangerous = numbers(DANGEROUS[machine])
    assert len(dangerous) > 90
    for number, name in dangerous.items():
        assert verdict(program, number, ARCHITECTURE[machine]) == NO_SUCH_CALL, name


def test_other_interfaces_of_the_kernel_are_closed(
    machine: str, program: list[seccomp.Rule]
) -> None:
    """A call of 32-bit code, or of another processor, ends the process, whatever its number."""
    others = {I386, ARM, 0, *ARCHITECTURE.values()} - {ARCHITECTURE[machine]}
    for architecture in others:
        for number in EVERY_NUMBER:
            assert verdict(program, number, architecture) == KILL


def test_calls_of_x32_do_not_exist(machine: str, program: list[seccomp.Rule]) -> None:
    """With the bit that marks x32's calls, and others above, no number is on the list."""
    for bit in (0x40000000, 0x80000000, 0xC0000000, 0xFFFFFC00):
        for number in EVERY_NUMBER:
            assert verdict(program, bit | number, ARCHITECTURE[machine]) == NO_SUCH_CALL


FCNTL = {
    "F_DUPFD": 0,
    "F_GETFD": 1,
    "F_SETFD": 2,
    "F_GETFL": 3,
    "F_SETFL": 4,
    "F_DUPFD_CLOEXEC": 1030,
    "F_GETPIPE_SZ": 1032,
}
IOCTL = {
    "TCGETS": 0x5401,
    "TIOCGPGRP": 0x540F,
    "TIOCGWINSZ": 0x5413,
    "FIONREAD": 0x541B,
    "FIONBIO": 0x5421,
    "FIONCLEX": 0x5450,
    "FIOCLEX": 0x5451,
    "TCGETS2": 0x802C542A,
    "FICLONE": 0x40049409,
}
PRCTL = {
    "PR_GET_DUMPABLE": 3,
    "PR_SET_NAME": 15,
    "PR_GET_NAME": 16,
    "PR_CAPBSET_READ": 23,
    "PR_GET_NO_NEW_PRIVS": 39,
    "PR_SET_VMA": 0x53564D41,
}


@pytest.mark.parametrize(
    ("call", "place", "allowed"), [("fcntl", 1, FCNTL), ("ioctl", 1, IOCTL), ("prctl", 0, PRCTL)]
)
def test_orders_are_allowed_one_by_one(
    machine: str, program: list[seccomp.Rule], call: str, place: int, allowed: dict[str, int]
) -> None:
    """Of the orders of fcntl, ioctl and prctl only those listed are made; the upper half is junk.

    The kernel reads an order as 32 bits, so what lies above must not decide.
    """
    (number,) = (n for n, name in numbers(LOOKED_AT[machine]).items() if name == call)
    orders = {*range(2048), *range(0x5400, 0x5500), 0x8901, 0x8902, 0x89FF, *allowed.values()}
    for order in (*orders, 0x40045201, 0xC0045877, 0x59616D61, 0x41555856, 0xFFFFFFFF):
        for upper in (0, 1 << 32, 0xFFFFFFFF << 32):
            arguments = [7] * place + [order | upper]
            expected = ALLOW if order in allowed.values() else REFUSE
            got = verdict(program, number, ARCHITECTURE[machine], *arguments)
            assert got == expected, hex(order)


@pytest.mark.parametrize("call", ["kill", "tgkill"])
def test_signals_go_to_itself_only(
    machine: str, language: str, program: list[seccomp.Rule], call: str
) -> None:
    """Python may send signals to its own process, to no group and to no other; Octave to none."""
    (number,) = (n for n, name in numbers(LOOKED_AT[machine]).items() if name == call)
    for pid in (0, 1, -1, OWN_PID - 1, OWN_PID + 1, -OWN_PID, OWN_PID):
        expected = ALLOW if pid == OWN_PID and language == "python" else REFUSE
        assert verdict(program, number, ARCHITECTURE[machine], pid, 9) == expected, pid


def test_limits_are_its_own(machine: str, language: str, program: list[seccomp.Rule]) -> None:
    """prlimit64 is made for the calling process only."""
    (number,) = (n for n, name in numbers(LOOKED_AT[machine]).items() if name == "prlimit64")
    for pid in (0, 1, -1, OWN_PID - 1, OWN_PID):
        own = pid == 0 or (pid == OWN_PID and language == "python")
        expected = ALLOW if own else REFUSE
        assert verdict(program, number, ARCHITECTURE[machine], pid) == expected, pid


THREAD = 0x3D0F00  # the flags with which the C library starts a thread
SIGCHLD = 17


@pytest.mark.parametrize(
    "flag",
    [
        0x00020000,  # CLONE_NEWNS
        0x02000000,  # CLONE_NEWCGROUP
        0x04000000,  # CLONE_NEWUTS
        0x08000000,  # CLONE_NEWIPC
        0x10000000,  # CLONE_NEWUSER
        0x20000000,  # CLONE_NEWPID
        0x40000000,  # CLONE_NEWNET
        0x00002000,  # CLONE_PTRACE
        0x00008000,  # CLONE_PARENT
    ],
)
def test_clone_makes_no_namespace(machine: str, program: list[seccomp.Rule], flag: int) -> None:
    """No flag of clone gives new namespaces, a tracer or another's child, with threads or not."""
    (number,) = (n for n, name in numbers(LOOKED_AT[machine]).items() if name == "clone")
    for flags in (flag, flag | SIGCHLD, flag | THREAD, flag | THREAD | 1 << 40):
        assert verdict(program, number, ARCHITECTURE[machine], flags) == REFUSE


def test_clone_starts_threads(machine: str, language: str, program: list[seccomp.Rule]) -> None:
    """Threads can be started in both languages, processes by Octave's session only."""
    (number,) = (n for n, name in numbers(LOOKED_AT[machine]).items() if name == "clone")
    assert verdict(program, number, ARCHITECTURE[machine], THREAD) == ALLOW
    process = ALLOW if language == "octave" else REFUSE
    for flags in (SIGCHLD, 0x01200000 | SIGCHLD, 0x4100 | SIGCHLD):  # fork and posix_spawn
        assert verdict(program, number, ARCHITECTURE[machine], flags) == process


def test_the_program_is_one_that_the_kernel_takes(program: list[seccomp.Rule]) -> None:
    """It is below the kernel's 4096 instructions, every jump lands in it, and it always returns."""
    assert len(program) < 4096
    for at, (operation, if_true, if_false, _) in enumerate(program):
        assert 0 <= if_true < 256
        assert 0 <= if_false < 256
        if operation != 0x06:
            assert at + 1 + max(if_true, if_false) < len(program)


def test_the_numbers_are_the_kernels() -> None:
    """Where the kernel's headers are installed, the hand-written numbers are theirs."""
    header = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
    lines = header.read_text().splitlines() if header.exists() else []
    words = [line.split() for line in lines if line.startswith("#define __NR_")]
    known = {int(number): name.removeprefix("__NR_") for _, name, number in words}
    listed = numbers(MADE["x86_64"]) | numbers(DANGEROUS["x86_64"]) | numbers(LOOKED_AT["x86_64"])
    assert not {n: name for n, name in listed.items() if known.get(n, name) != name}


def in_child(work: Callable[[], bytes]) -> bytes:
    """What a forked process makes of `work`; the filter that it takes on ends with it."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writer, work())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read()
    os.waitpid(pid, 0)
    return said


def errors_of_refused_calls(refused: list[int]) -> list[int]:
    libc = ctypes.CDLL(None, use_errno=True)
    found = []
    for number in refused:
        ctypes.set_errno(0)
        returned = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6)
        found.append(ctypes.get_errno() if returned == -1 else 0)
    return found


UPROBES = {335: "uretprobe", 336: "uprobe"}
"""Newer kernels ask no filter about these two of x86_64, which only a tracer's trampoline may make;
anybody else gets a signal."""


def refused_here(language: str) -> list[int]:
    machine = os.uname().machine
    made = numbers(MADE[machine]) | numbers(LOOKED_AT[machine])
    made |= numbers(STARTING[machine]) if language == "octave" else {}
    made |= UPROBES if machine == "x86_64" else {}
    return [number for number in EVERY_NUMBER if number not in made]


@pytest.mark.skipif(not seccomp.available(), reason="another processor")
def test_the_kernel_agrees(language: str) -> None:
    """Under the filter, each of the 800 calls that are refused fails with ENOSYS in this kernel."""
    refused = refused_here(language)

    def work() -> bytes:
        seccomp.install(may_fork=language == "octave")
        return repr(errors_of_refused_calls(refused)).encode()

    assert eval(in_child(work)) == [errno.ENOSYS] * len(refused)


INSIDE = """
import ctypes
import numpy as np

def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    libc = ctypes.CDLL(None, use_errno=True)
    found = []
    for number in REFUSED:
        ctypes.set_errno(0)
        returned = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(ARGUMENT)] * 6)
        found.append(ctypes.get_errno() if returned == -1 else 0)
    return 0.0, np.array(found, dtype=float)
"""

LOCKS = """
import ctypes
import fcntl
import struct
import numpy as np

def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    found = []
    with open(PATH, "rb") as file:
        lock = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 0, 0)
        for order in (5, 6, 7, 36, 37, 38, 1024, 1025, 1026):
            try:
                fcntl.fcntl(file, order, lock if order < 1000 else 0)
                found.append(0)
            except OSError as error:
                found.append(error.errno)
        for order in (fcntl.LOCK_SH, fcntl.LOCK_EX, fcntl.LOCK_SH | fcntl.LOCK_NB, fcntl.LOCK_UN):
            try:
                fcntl.flock(file, order)
                found.append(0)
            except OSError as error:
                found.append(error.errno)
    return 0.0, np.array(found, dtype=float)
"""


def asked(workers: Workers, folder: Path, source: str) -> list[float]:
    """The second output of a submission with this source."""
    folder.mkdir()
    (folder / "softmaxCost.py").write_text(source)
    theta, data = np.zeros(6), np.zeros((2, 4))
    case = Case("softmaxCost", (theta, 3, 2, 0.1, data, np.ones(4)), 2)
    with workers.open(in_folder(folder, "python")) as student:
        (answer,) = student.answer([case])
    assert answer.failure is None
    return list(answer.values[1])


@pytest.mark.parametrize("argument", [0, -1])
def test_a_submission_gets_no_other_call(tmp_path: Path, argument: int) -> None:
    """In the sandbox, a submission that tries all refused calls gets ENOSYS for each."""
    refused = refused_here("python")
    source = INSIDE.replace("REFUSED", repr(refused)).replace("ARGUMENT", repr(argument))
    with Workers(1) as workers:
        found = asked(workers, tmp_path / "one", source)
    assert found == [errno.ENOSYS] * len(refused)


def test_submissions_cannot_see_each_others_locks(tmp_path: Path) -> None:
    """What a submission learns of a file of the system is the same while another process locks it.

    The orders are F_GETLK, F_SETLK, F_SETLKW, the three of open file descriptions, F_SETLEASE,
    F_GETLEASE and F_NOTIFY; and flock, which does not exist.
    """
    path = Path("/bin/sh").resolve()
    source = LOCKS.replace("PATH", repr(str(path)))
    with Workers(1) as workers, path.open("rb") as held:
        free = asked(workers, tmp_path / "free", source)
        fcntl.flock(held, fcntl.LOCK_EX)
        fcntl.lockf(held, fcntl.LOCK_SH)
        locked = asked(workers, tmp_path / "locked", source)
    assert free == locked == [errno.EPERM] * 9 + [errno.ENOSYS] * 4
