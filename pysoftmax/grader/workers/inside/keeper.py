"""The first process of a run: it starts the processes that run a student's code, and ends them.

It never runs such code itself, and no such process can reach it: they are in namespaces whose first
process it is (which no signal from inside ends), or, without the sandbox, behind a filter of calls.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from . import channel, confine
from .evaluator import Evaluator
from .octave_session import OctaveRuns
from .python_child import run_child
from .removal import empty_folder
from .request import unpack

__all__ = ["keep"]

FOLDER = "submission"
"""A submission's files, in the scratch folder."""
GRACE_SECONDS = 0.5
"""How long a process that has closed its answers may take to end and return its exit status."""


OWN_PROCESSES = 7
"""Perhaps of the student's user: bubblewrap's two, the warm one, the keeper and the evaluator; and
what this job keeps: Octave's session and its keeper."""


Functions = tuple[int, int]
"""The descriptor of a request's functions, and how many they are."""


class Runner(Protocol):
    """Runs the cases of one request after another."""

    def start(
        self, folder: str, limits: dict[str, Any], request: int, functions: Functions
    ) -> tuple[int, int]:
        """Start the process; return descriptors to read its answers and its output from."""
        ...

    def calls(self) -> list[int]:
        """How often each function of the request was called; nothing evaluates them any more."""
        ...

    def end(self, patience: float) -> int | None:
        """End the process, and return how it ended: as `os.waitstatus_to_exitcode` does.

        None means that it was still running after `patience` seconds, and was killed.
        """
        ...

    def clean(self) -> bool:
        """Remove what it has left; return whether another request would find nothing of it."""
        ...


def keep(order: dict[str, Any], line: socket.socket) -> None:
    """Serve the grader until it closes the socket; then end everything that was started."""
    _settle(order)
    runner: Runner = _RUNNERS[order["language"]](order)
    try:
        for asked in _orders(line):
            message, descriptors = asked
            if "ask" in message:
                _ask(runner, order, line, message["ask"], descriptors)
            else:
                status = runner.end(GRACE_SECONDS if message["end"] == "expected" else 0.0)
                calls = runner.calls()
                channel.send(line, {"status": status, "calls": calls, "clean": runner.clean()})
    finally:
        if not order["sandboxed"]:
            end_descendants()


def _orders(line: socket.socket) -> Any:
    with suppress(EOFError):
        while True:
            yield channel.receive(line)


def _settle(order: dict[str, Any]) -> None:
    """Move into the scratch folder and give up every privilege."""
    if order["processors"]:  # the filter of calls keeps what runs here from changing them
        os.sched_setaffinity(0, order["processors"])
    if order["sandboxed"]:
        confine.mount_scratch(order["scratch"], order["scratch_bytes"], order["uid"] or os.getuid())
    else:
        confine.adopt_orphans()
    confine.drop_privileges(order["uid"])
    os.umask(0o077)
    os.chdir(order["scratch"])


def _ask(
    runner: Runner,
    order: dict[str, Any],
    line: socket.socket,
    ask: dict[str, Any],
    descriptors: list[int],
) -> None:
    request, functions, pack = descriptors
    folder = os.path.join(order["scratch"], FOLDER)
    unpacked = False
    try:
        unpack(pack, folder)
        unpacked = True
        readers = runner.start(folder, ask["limits"], request, (functions, ask["functions"]))
    except OSError as error:
        # In the sandbox it is the submission's own folder that is full, else the machine's disk.
        its_own = order["sandboxed"] if error.errno == errno.ENOSPC else not unpacked
        channel.send(line, {"refused" if its_own else "failed": str(error)})
        return
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    channel.send(line, {"asked": True}, readers)
    for reader in readers:
        os.close(reader)


class PythonRuns:
    """Runs each request in a process forked from this one."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._pid = 0
        self._scratch, self._sandboxed = order["scratch"], order["sandboxed"]
        self._evaluator: Evaluator | None = None
        # Without the sandbox the user's other programs count too, so no limit would be right; the
        # filter of calls still prevents the student's process from starting others.
        self._countable = order["sandboxed"] or order["uid"] is not None

    def start(
        self, folder: str, limits: dict[str, Any], request: int, functions: Functions
    ) -> tuple[int, int]:
        answers, send_answers = os.pipe()
        printed, print_here = os.pipe()
        questions, ask_here = os.pipe()
        replies, reply_here = os.pipe()
        descriptor, count = functions
        self._pid = os.fork()
        if self._pid == 0:
            processes = limits["processes"] + OWN_PROCESSES if self._countable else None
            its_limits = {**limits, "processes": processes}
            ends = (ask_here, replies) if count else None
            run_child(folder, its_limits, request, send_answers, print_here, ends)
        for end in (send_answers, print_here, ask_here, replies):
            os.close(end)
        if count:
            self._evaluator = Evaluator(descriptor, count, limits, (questions, reply_here))
        os.close(questions)
        os.close(reply_here)
        return answers, printed

    def end(self, patience: float) -> int | None:
        status = wait_for(self._pid, patience)
        if status is None:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        return status

    def calls(self) -> list[int]:
        evaluator, self._evaluator = self._evaluator, None
        return evaluator.end() if evaluator is not None else []

    def clean(self) -> bool:
        # Its process has ended, with its threads; the filter of calls kept it from starting others.
        empty_folder(self._scratch)
        return self._sandboxed and not os.listdir(self._scratch)


def wait_for(pid: int, patience: float) -> int | None:
    """Return the exit code of a child (negative: its signal), or None if it is still running."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    try:
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            if not patience or signal.sigtimedwait({signal.SIGCHLD}, patience) is None:
                return None
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_descendants() -> None:
    """Kill all children, and theirs, which become children of this process as their parents end."""
    while children := _children():
        for pid in children:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(-1, 0)


def _children() -> list[int]:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:  # a kernel without CONFIG_PROC_CHILDREN
        return _children_by_parent("/proc", os.getpid())


def _children_by_parent(proc: str, parent: int) -> list[int]:
    """Return the processes in `proc` whose parent is `parent`; none if there is no such folder."""
    found = []
    with suppress(OSError):
        for name in os.listdir(proc):
            if name.isdecimal():
                with suppress(OSError, ValueError, IndexError):  # it may end at any time
                    with open(f"{proc}/{name}/stat", errors="replace") as file:
                        fields = file.read().rpartition(")")[2].split()
                    if int(fields[1]) == parent:
                        found.append(int(name))
    return found


_RUNNERS: dict[str, Callable[[dict[str, Any]], Runner]] = {
    "octave": OctaveRuns,
    "python": PythonRuns,
}
