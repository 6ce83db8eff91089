"""A warm Octave that never has a submission's files on its path: it forks a child for each request.

Octave cannot take over descriptors, so a child sends its answers and output through named pipes.
The session communicates with the keeper on standard input and output; a child keeps neither.

A child cannot start a process, signal another one or read its memory, and what it writes is removed
when it has ended. So in the sandbox one session serves one submission after another.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
from contextlib import suppress
from typing import Any

from . import confine, seccomp
from .evaluator import Evaluator
from .removal import empty_folder

__all__ = ["OctaveRuns"]

REPLY_SECONDS = 10.0
"""The session's replies take milliseconds; the bound is for an overloaded machine."""


class SessionEndedError(OSError):
    """Octave has ended, or its reply is wrong."""


class OctaveRuns:
    """One Octave process and its current child.

    Parameters
    ----------
    order
        The grader's order for this run: ``program`` is the command to start.
    """

    def __init__(self, order: dict[str, Any]) -> None:
        self._process = subprocess.Popen(
            order["program"],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",  # a folder that submissions cannot write to, as Octave loads functions from it
            env={**os.environ, "HOME": order["scratch"], "TMPDIR": order["scratch"]},
            start_new_session=True,
            preexec_fn=_before_octave,
        )
        self._scratch = order["scratch"]
        self._child, self._go = 0, -1
        # The kernel numbers the processes of a namespace one after another.
        self._numbered, self._last = order["sandboxed"], 0
        self._replies = b""
        self._evaluator: Evaluator | None = None

    def start(
        self, folder: str, limits: dict[str, Any], request: int, functions: tuple[int, int]
    ) -> tuple[int, int]:
        paths = [f"{folder}.{end}" for end in ("request", "answers", "printed", "go")]
        _copy(request, paths[0])
        for path in paths[1:]:
            os.mkfifo(path)
        answers, printed = (os.open(path, os.O_RDONLY | os.O_NONBLOCK) for path in paths[1:3])
        self._go = os.open(paths[3], os.O_RDWR)
        descriptor, count = functions
        pipes = (f"{folder}.questions", f"{folder}.replies")
        for path in pipes if count else ():
            os.mkfifo(path)
        self._tell(folder)
        self._child = self._own_child()
        # The child is already one process, so it can start no other process and no thread.
        confine.limit_process(self._child, limits, 1)
        if count:
            self._evaluator = Evaluator(descriptor, count, limits, pipes)
            self._last = self._evaluator.pid
        os.write(self._go, b"go\n;")
        return answers, printed

    def end(self, patience: float) -> int | None:
        try:
            status = self._status(patience)
        except SessionEndedError:  # the next request starts a new session
            self._process.kill()
            status = None
        os.close(self._go)
        return status

    def clean(self) -> bool:
        empty_folder(self._scratch)
        return self._process.poll() is None and not os.listdir(self._scratch)

    def calls(self) -> list[int]:
        evaluator, self._evaluator = self._evaluator, None
        return evaluator.end() if evaluator is not None else []

    def _status(self, patience: float) -> int | None:
        """Return how the child ended; None if it had to be killed."""
        if self._reply_within(patience, ahead=True) is not None:
            return os.waitstatus_to_exitcode(self._number())
        with suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGKILL)
        self._number()
        return None

    def _own_child(self) -> int:
        """Return the process that the session says it has forked, if that is true.

        Without the sandbox a submission may have manipulated the session, which must not make
        this process end another. In the sandbox a gap in the numbers means that an earlier child
        has started a process or a thread.
        """
        pid = self._number()
        expected = self._last + 1 if self._numbered and self._last else pid
        self._last = pid
        with suppress(ProcessLookupError):
            if pid == expected and pid > 0 and os.getsid(pid) == self._process.pid:
                return pid
        raise SessionEndedError("Octave's session is out of order")

    def _tell(self, text: str) -> None:
        assert self._process.stdin is not None
        # Octave's fgetl returns a line only once it has read a character more; the session drops
        # it.
        try:
            self._process.stdin.write(text.encode() + b"\n;")
        except BrokenPipeError:
            raise SessionEndedError(f"Octave ended with status {self._process.wait()}") from None

    def _number(self) -> int:
        """Return the session's next line, which is a number."""
        reply = self._reply_within(REPLY_SECONDS)
        if reply is None:
            raise SessionEndedError("Octave does not reply")
        try:
            return int(reply[:20])
        except ValueError:
            raise SessionEndedError("Octave's session is out of order") from None

    def _reply_within(self, seconds: float, *, ahead: bool = False) -> bytes | None:
        """Return the session's next line, or peek at it; None if there is none yet."""
        assert self._process.stdout is not None
        while b"\n" not in self._replies:
            if not select.select([self._process.stdout], [], [], seconds)[0]:
                return None
            part = os.read(self._process.stdout.fileno(), 4096)
            if not part:
                raise SessionEndedError(f"Octave ended with status {self._process.wait()}")
            self._replies += part
        line, _, rest = self._replies.partition(b"\n")
        self._replies = self._replies if ahead else rest
        return line


def _before_octave() -> None:
    confine.die_with_parent()
    if seccomp.available():
        seccomp.install(may_fork=True)


def _copy(descriptor: int, path: str) -> None:
    with open(path, "wb") as file:
        os.lseek(descriptor, 0, os.SEEK_SET)
        while part := os.read(descriptor, 1 << 20):
            file.write(part)
