"""The grader's workers, and a submission as an implementation of the exercise."""

from __future__ import annotations

import functools
import os
import signal
import socket
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from pysoftmax.conformance.case import Answer, Case, Failure
from pysoftmax.grader import sandbox
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.workers import wire
from pysoftmax.grader.workers.inside import channel, confine
from pysoftmax.grader.workers.inside.removal import remove_folder
from pysoftmax.grader.workers.library import build_library
from pysoftmax.grader.workers.listen import Heard, listen
from pysoftmax.grader.workers.process import Zygote, ZygoteError

if TYPE_CHECKING:
    from pysoftmax.grader.submission import Submission

__all__ = ["StudentImplementation", "Workers"]


class Workers:
    """Processes that run submissions, `jobs` at a time.

    A context manager: leaving it ends every process and removes every folder.

    Parameters
    ----------
    jobs
        How many submissions can be open at a time; `open` waits while there are that many.
    sandboxed
        False runs submissions without bubblewrap: read docs/sandbox.md first.
    limits
        For every call of `StudentImplementation.answer` that is not given its own.

    Raises
    ------
    SandboxMissingError
        When `sandboxed` and there is no sandbox here; the message says why and what to do.
    """

    def __init__(self, jobs: int = 1, *, sandboxed: bool = True, limits: Limits | None = None):
        if sandboxed:
            works, why = sandbox.status()
            if not works:
                raise sandbox.SandboxMissingError(why)
        self.sandboxed = sandboxed
        self.limits = limits or Limits()
        if not sandboxed:
            confine.close_memory()  # of this process, which the submissions' processes can see
        self._slots: SimpleQueue[_Slot] = SimpleQueue()
        self._open: WeakSet[StudentImplementation] = WeakSet()
        self.folder = Path(tempfile.mkdtemp(prefix="pysoftmax-grader-", dir=_place(sandboxed)))
        self.folder.chmod(0o711)  # a run's own user must be able to walk through
        library = self.folder / "library"
        library.mkdir()
        build_library(library)
        # The kernel ends a sandbox with the thread that started it: this one starts them all.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="grader-starter")
        self._all = [_Slot(number, self.folder, self) for number in range(jobs)]
        for slot in self._all:
            self._slots.put(slot)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process and remove every folder."""
        for student in list(self._open):
            student.close()
        for slot in self._all:
            slot.close()
        self._starter.shutdown()
        remove_folder(str(self.folder))

    def open(self, submission: Submission) -> StudentImplementation:
        """The submission as an implementation; close it (or leave its ``with``) when done."""
        slot = self._slots.get()
        try:
            student = StudentImplementation(submission, slot, self.limits, self._slots)
        except BaseException:
            self._slots.put(slot)
            raise
        self._open.add(student)
        return student

    def start(self, warm: str) -> Zygote:
        """A new warm process."""
        library = self.folder / "library"
        started = self._starter.submit(Zygote, library, warm, sandboxed=self.sandboxed)
        return started.result()


class _Slot:
    """One job: its warm processes, and a user of its own for what they run."""

    def __init__(self, number: int, folder: Path, workers: Workers) -> None:
        self._workers = workers
        self._folder = folder
        self._zygotes: dict[str, Zygote] = {}
        self._uid = unprivileged_user(number)

    def run(self, language: str, warm: str, limits: Limits) -> tuple[socket.socket, str]:
        """Start a run: the line to its keeper, and its scratch folder."""
        scratch, uid = sandbox.SCRATCH, self._uid
        if not self._workers.sandboxed:
            scratch = tempfile.mkdtemp(prefix="run-", dir=self._folder)
            if language == "python" and not _readable_by_all():
                uid = None
            if uid is not None:
                os.chown(scratch, uid, uid)
        for attempt in (1, 2):
            if warm not in self._zygotes:
                self._zygotes[warm] = self._workers.start(warm)
            try:
                line = self._zygotes[warm].run(language, uid, scratch, limits.scratch_bytes)
            except ZygoteError:
                self._zygotes.pop(warm).close()
                if attempt == 2:
                    raise
            else:
                return line, scratch
        raise AssertionError

    def end(self, line: socket.socket, scratch: str) -> None:
        """End a run, all that it started, and what it has left."""
        if not self._workers.sandboxed:
            with suppress(OSError):
                line.shutdown(socket.SHUT_WR)
                line.recv(1)  # the keeper is gone once all that it started has been ended
            remove_folder(scratch)
        line.close()

    def close(self) -> None:
        while self._zygotes:
            self._zygotes.popitem()[1].close()


class StudentImplementation:
    """A submission, answering cases in processes of its own.

    Attributes
    ----------
    name
        The submission's name.
    printed
        What the last call of `answer` printed, its beginning at least. Never part of an answer.
    """

    def __init__(
        self, submission: Submission, slot: _Slot, limits: Limits, free: SimpleQueue[_Slot]
    ) -> None:
        self.name = submission.name
        self.printed = ""
        self._language = submission.language
        self._limits = limits
        self._slot = slot
        self._free = free
        self._pack = wire.pack(submission.folder, submission.files, limits.scratch_bytes // 2)
        self._warm = "scipy" if b"scipy" in self._pack.read() else "numpy"
        self._session: tuple[socket.socket, str] | None = None
        self._asked = 0
        self._closed = False

    def __enter__(self) -> StudentImplementation:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what still runs, and let the next submission in."""
        if not self._closed:
            self._closed = True
            self._end_session()
            self._pack.close()
            self._free.put(self._slot)

    def answer(self, cases: Sequence[Case], *, limits: Limits | None = None) -> list[Answer]:
        """One answer per case, in order, from one fresh process with its own time.

        A case's `function` names the file and the function in it, or ``file:function``.

        Raises
        ------
        ZygoteError
            When the grader's own processes cannot be started: never for what a submission does.
        """
        limits = limits or self._limits
        if not cases:
            return []
        heard, ending = self._ask(cases, limits)
        self.printed = heard.printed.decode("utf-8", "replace")
        answers = heard.answers
        if len(answers) < len(cases):
            answers.append(Answer(failure=heard.failure or ending, seconds=0.0))
        rest = Failure("not asked", "an earlier case ended the process")
        return answers + [Answer(failure=rest)] * (len(cases) - len(answers))

    def _ask(self, cases: Sequence[Case], limits: Limits) -> tuple[Heard, Failure]:
        """What the run sent, and how it ended if it ended by itself."""
        line, _ = self._open_session(limits)
        try:
            readers = self._start(line, cases, limits)
            if isinstance(readers, str):
                self._end_session()
                return Heard(failure=Failure("limit", readers)), _ENDED
            try:
                heard = listen(*readers, len(cases), limits)
            finally:
                for reader in readers:
                    os.close(reader)
            by_itself = heard.failure is None and len(heard.answers) < len(cases)
            channel.send(line, {"end": "expected" if by_itself else "now"})
            ending = _ending(_receive(line)[0]["status"], heard)
        except TimeoutError:
            self._end_session()
            raise ZygoteError("the worker does not reply; is this machine overloaded?") from None
        except (EOFError, OSError):
            self._end_session()
            return Heard(), _ENDED
        except BaseException:
            self._end_session()
            raise
        if self._language == "python":
            self._end_session()
        return heard, ending

    def _open_session(self, limits: Limits) -> tuple[socket.socket, str]:
        """Octave stays for a submission's next cases; a Python process is cheap, so it is new."""
        if self._session is None:
            self._session = self._slot.run(self._language, self._warm, limits)
        return self._session

    def _end_session(self) -> None:
        if self._session is not None:
            self._slot.end(*self._session)
            self._session = None

    def _start(
        self, line: socket.socket, cases: Sequence[Case], limits: Limits
    ) -> tuple[int, int] | str:
        """The run's two pipes, or why it cannot be started."""
        self._asked += 1
        ask = {"folder": f"submission-{self._asked}", "limits": asdict(limits)}
        with wire.request(cases, self._language) as request:
            channel.send(line, {"ask": ask}, [request.fileno(), self._pack.fileno()])
            reply, readers = _receive(line)
        if "refused" in reply:
            return f"the submission's files cannot be unpacked: {reply['refused']}"
        return readers[0], readers[1]


def _receive(line: socket.socket) -> tuple[dict[str, Any], list[int]]:
    message, descriptors = channel.receive(line)
    if "broken" in message:
        raise ZygoteError(f"the worker failed: {message['broken']}")
    return message, descriptors


_ENDED = Failure("crash", "its process was ended")


def _ending(status: int | None, heard: Heard) -> Failure:
    """What the exit status of a process says that ended before it had answered everything."""
    when = "" if heard.loaded else " while its files were loaded"
    if status is None:
        return Failure("crash", f"it closed the channel for its answers{when}")
    if status >= 0:
        return Failure("crash", f"the submission called exit, with status {status}{when}")
    if -status in (signal.SIGXCPU, signal.SIGKILL):
        return Failure("limit", f"it was killed, out of processor time or memory{when}")
    name = signal.Signals(-status).name if -status in signal.valid_signals() else str(-status)
    return Failure("crash", f"its process crashed with {name}{when}")


def unprivileged_user(number: int) -> int | None:
    """Where the grader runs as root: a user that owns nothing, for all that job `number` runs.

    One for each job of each grader, since Linux counts processes by user.
    """
    if os.getuid() != 0:
        return None
    known = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    many = any(int(first) == 0 and int(count) > 1 << 31 for first, _, count in known)
    chosen = os.getpid() * 64 + number % 64
    return 1_600_000_000 + chosen % 400_000_000 if many else 61_184 + chosen % 4_000


def _place(sandboxed: bool) -> str | None:
    """Where to make the workers' folder: None for the usual place.

    A user of its own (see `unprivileged_user`) has to get there, and root's usual place may be
    closed to all others.
    """
    if sandboxed or os.getuid() != 0:
        return None
    usual = tempfile.gettempdir()
    places = (usual, "/tmp", "/var/tmp")
    return next((place for place in places if _open_to_all(Path(place, "file"))), usual)


def _open_to_all(*files: Path) -> bool:
    """Whether any user can walk to these files."""
    folders = {folder for file in files for folder in file.resolve().parents}
    return all(folder.stat().st_mode & 0o001 for folder in folders)


@functools.cache
def _readable_by_all() -> bool:
    """Whether Python's own files can be read by any user: not when they lie in root's home."""
    import numpy

    return _open_to_all(Path(os.__file__), Path(numpy.__file__))
