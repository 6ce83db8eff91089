"""The grader's workers: as many warm processes as there are jobs."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import LifoQueue
from weakref import WeakSet

from pysoftmax.closing import Closing
from pysoftmax.comparison.case import Case
from pysoftmax.exercise import Library
from pysoftmax.grader import sandbox
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.surroundings import SurroundingsError
from pysoftmax.grader.unnamed_file import UnnamedFile
from pysoftmax.grader.workers.files import Files, Packed
from pysoftmax.grader.workers.inside import confine
from pysoftmax.grader.workers.inside.removal import remove_folder
from pysoftmax.grader.workers.library import build_library
from pysoftmax.grader.workers.process import Zygote, ZygoteError
from pysoftmax.grader.workers.student import KeptRun, StudentImplementation
from pysoftmax.grader.workers.users import (
    place_for_runs,
    python_is_open_to_all,
    unprivileged_user,
)
from pysoftmax.languages import Language
from pysoftmax.leftovers import TemporaryFolder
from pysoftmax.processors import processors_here, share_of_processors

__all__ = ["Workers"]

NOTHING = Library()


class Workers(Closing):
    """Processes that run submissions, `jobs` at a time.

    A context manager: leaving it ends every process and removes every folder.

    Parameters
    ----------
    jobs
        How many submissions can be open at a time; `open` waits while there are that many.
    library
        What submissions find in addition to their own files.
    sandboxed
        False runs submissions without bubblewrap: read docs/sandbox.md first.
    limits
        The limits of every call of `StudentImplementation.answer` that has none of its own.
    usable
        The processors that submissions may use, which the jobs share out; by default all.

    Raises
    ------
    SandboxMissingError
        If `sandboxed` and there is no sandbox here; the message says why and what to do.
    """

    def __init__(
        self,
        jobs: int = 1,
        *,
        library: Library = NOTHING,
        sandboxed: bool = True,
        limits: Limits | None = None,
        usable: Sequence[int] | None = None,
    ):
        if sandboxed:
            works, why = sandbox.status()
            if not works:
                raise sandbox.SandboxMissingError(why)
        self.sandboxed = sandboxed
        self.limits = limits or Limits()
        if not sandboxed:
            confine.close_memory()  # of this process, which the submissions' processes can see
        # The last one used comes first: its process is warm.
        self._slots: LifoQueue[_Slot] = LifoQueue()
        self._open: WeakSet[StudentImplementation] = WeakSet()
        self._folder = TemporaryFolder("pysoftmax-grader-", place_for_runs(sandboxed))
        self.folder = self._folder.path
        self.folder.chmod(0o711)  # a run's own user must be able to enter it
        self._modules, self._fields = library.warm, library.struct_fields
        folder = self.folder / "library"
        folder.mkdir()
        build_library(folder, library)
        # The kernel ends a sandbox with the thread that started it: this one starts them all.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="grader-starter")
        usable = processors_here() if usable is None else usable
        shares = [share_of_processors(number, jobs, usable) for number in range(jobs)]
        self._all = [_Slot(n, self.folder, self, share) for n, share in enumerate(shares)]
        for slot in reversed(self._all):
            self._slots.put(slot)

    def close(self) -> None:
        """End every process and remove every folder."""
        for student in list(self._open):
            student.close()
        for slot in self._all:
            slot.close()
        self._starter.shutdown()
        remove_folder(str(self.folder))
        self._folder.close()

    def open(self, submission: Files) -> StudentImplementation:
        """The submission as an implementation; close it (or leave its ``with``) when done."""
        slot = self._slots.get()
        try:
            student = StudentImplementation(
                submission, slot, self.limits, lambda: self._slots.put(slot), self._fields
            )
        except BaseException:
            self._slots.put(slot)
            raise
        self._open.add(student)
        return student

    def check(self, language: Language) -> None:
        """Run a submission without files, which can harm nothing.

        Raises
        ------
        SurroundingsError
            If that is impossible, so that no submission is to blame.
        """
        with _no_files() as pack:
            nothing = Packed("nothing", language, pack)
            try:
                with self.open(nothing) as student:
                    student.answer([Case("nothing", ())])
            except ZygoteError as error:
                raise SurroundingsError(f"submissions cannot be run: {error}") from error

    def start(self, warm: str) -> Zygote:
        """Return a new warm process."""
        library = self.folder / "library"
        started = self._starter.submit(
            Zygote, library, warm, sandboxed=self.sandboxed, modules=self._modules
        )
        return started.result()


class _Slot:
    """One job: its warm processes, with a user and processors of its own for what they run."""

    def __init__(
        self, number: int, folder: Path, workers: Workers, processors: Sequence[int]
    ) -> None:
        self._processors = processors
        self._workers = workers
        self._folder = folder
        self._zygotes: dict[str, Zygote] = {}
        self._uid = unprivileged_user(number)
        self._kept: dict[str, KeptRun] = {}

    def run(self, language: Language, warm: str, limits: Limits) -> KeptRun:
        """Return a run that waits for its first request, or for its next."""
        kept = self._kept.pop(language.key, None)
        if kept is not None:
            if kept.scratch_bytes == limits.scratch_bytes:
                return kept
            self.end(kept)
        scratch, uid = sandbox.SCRATCH, self._uid
        if not self._workers.sandboxed:
            scratch = tempfile.mkdtemp(prefix="run-", dir=self._folder)
            if not language.needs_octave and not python_is_open_to_all():
                uid = None
            if uid is not None:
                os.chown(scratch, uid, uid)
        for attempt in (1, 2):
            if warm not in self._zygotes:
                self._zygotes[warm] = self._workers.start(warm)
            try:
                line = self._zygotes[warm].run(
                    language, uid, scratch, limits.scratch_bytes, self._processors
                )
            except ZygoteError:
                self._zygotes.pop(warm).close()
                if attempt == 2:
                    raise
            else:
                pid = self._zygotes[warm].pid
                return KeptRun(language, line, scratch, limits.scratch_bytes, pid)
        raise AssertionError

    def release(self, run: KeptRun) -> None:
        """Let another submission have a run of which it will find nothing.

        Octave's session has held nothing of a submission. A keeper of Python's processes has: it
        copied the files, and its next child would have what is left of them in its memory. Without
        the sandbox a submission may have changed what it does not see.
        """
        if self._workers.sandboxed and run.language.needs_octave:
            self._kept[run.language.key] = run
        else:
            self.end(run)

    def end(self, run: KeptRun) -> None:
        """End a run, all that it started, and what it has left."""
        if not self._workers.sandboxed:
            with suppress(OSError):
                run.line.shutdown(socket.SHUT_WR)
                run.line.recv(1)  # the keeper is gone once all that it started has been ended
            remove_folder(run.scratch)
        run.line.close()

    def renew(self) -> None:
        """Let the next run have a fresh warm process."""
        self.close()

    def close(self) -> None:
        while self._kept:
            self.end(self._kept.popitem()[1])
        while self._zygotes:
            self._zygotes.popitem()[1].close()


def _no_files() -> UnnamedFile:
    """Return a submission's file of files, empty."""
    index = b"[]"
    return UnnamedFile(len(index).to_bytes(8, "little") + index)
