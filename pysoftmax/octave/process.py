"""One Octave process, owned: started quietly, ended for certain, leaving nothing behind."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pysoftmax.octave.errors import OctaveCrashError, OctaveNotFoundError, OctaveTimeoutError
from pysoftmax.octave.find import find_octave

__all__ = ["HELPERS", "OctaveProcess", "quoted"]

HELPERS = Path(__file__).parent / "helpers"
"""The .m files that belong to the bridge; their names start with ``pysoftmax_``."""

QUIET = (
    "crash_dumps_octave_core (false); sighup_dumps_octave_core (false); "
    "sigterm_dumps_octave_core (false); sigquit_dumps_octave_core (false); more off;"
)
"""Octave leaves an ``octave-workspace`` file behind when it is ended, unless told not to."""


class OctaveProcess:
    """A running Octave, reached through oct2py.

    oct2py talks to Octave over a pseudo-terminal. Its own time-out sends an interrupt and waits
    for a prompt that a hung Octave never gives, and after a crash it starts a new session without
    a word; so here a watchdog ends the whole process group, and a crash is an exception.

    Raises
    ------
    OctaveNotFoundError
        If Octave or oct2py is not installed, or what is said to be Octave does not start as such.
    """

    def __init__(self) -> None:
        executable = find_octave()
        if executable is None:
            raise OctaveNotFoundError(
                "Octave is not installed; on Debian and Ubuntu: apt install octave"
            )
        self.folder = Path(tempfile.mkdtemp(prefix="pysoftmax-octave-", dir=_memory_folder()))
        self._timed_out = False
        try:
            with _quiet():
                oct2py = _import_oct2py(executable)
                self._oct2py = _start(oct2py, executable, self.folder)
                begin = f"addpath ({quoted(HELPERS)}); pysoftmax_leave ({quoted(self.folder)});"
                self._oct2py._engine.eval(f"{QUIET} {begin}", silent=True)
        except BaseException as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            if not isinstance(error, Exception) or isinstance(error, OctaveNotFoundError):
                raise
            raise OctaveNotFoundError(
                f"{executable} does not start as Octave; OCTAVE_EXECUTABLE says which one to use"
            ) from error
        self._engine = self._oct2py._engine
        # They would swallow Ctrl-C, and wait for a prompt that may never come.
        self._engine._interrupt = self._engine.repl.interrupt = _interrupted
        self._child = self._engine.repl.child
        self.pid = int(self._child.pid)
        self._owner = os.getpid()
        # Ours ends it, and knows whose it is; theirs would do so at the exit of a forked child.
        atexit.unregister(self._engine.repl.terminate)
        atexit.unregister(self._engine._cleanup)
        atexit.register(self.close)

    def run(self, code: str, progress: Path, timeout: float) -> str:
        """Run a line of Octave that writes to `progress` as it goes; what it printed.

        This is the engine beneath oct2py's calls: those make two round trips more, and write and
        read a .mat file each.

        Parameters
        ----------
        code
            One line.
        progress
            A file that grows whenever something was achieved.
        timeout
            Seconds without growth after which Octave, and all it started, is ended.

        Raises
        ------
        OctaveTimeoutError, OctaveCrashError
            This process is at its end then; `close` it.
        """
        from pexpect import EOF  # type: ignore[import-untyped]

        finished = threading.Event()
        watchdog = threading.Thread(
            target=self._watch, args=(progress, timeout, finished), daemon=True
        )
        watchdog.start()
        try:
            return str(self._engine.eval(code, silent=True))
        except EOF:
            if self._timed_out:
                raise OctaveTimeoutError(f"no answer within {timeout:g} seconds") from None
            raise OctaveCrashError(self._how_it_ended()) from None
        finally:
            finished.set()
            watchdog.join()

    def _watch(self, progress: Path, timeout: float, finished: threading.Event) -> None:
        """End Octave once `progress` has not grown for `timeout` seconds."""
        size = 0
        while not finished.wait(timeout):
            grown = progress.stat().st_size if progress.exists() else 0
            if grown == size:
                self._timed_out = True
                self._kill()
                return
            size = grown

    def _kill(self) -> None:
        """End Octave and every process it started (it leads a process group of its own)."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def _how_it_ended(self) -> str:
        self._child.wait()
        if self._child.signalstatus is not None:
            name = signal.Signals(self._child.signalstatus).name
            return f"Octave was ended by signal {self._child.signalstatus} ({name})"
        return f"Octave exited with status {self._child.exitstatus}"

    @property
    def is_ours(self) -> bool:
        """False in a process forked from the one that started it."""
        return self._owner == os.getpid()

    def is_alive(self) -> bool:
        """False once somebody else has ended it."""
        return bool(self._child.isalive())

    def close(self) -> None:
        """End Octave for certain, and remove what it and oct2py have written.

        In a forked child this does nothing: Octave is the parent's.
        """
        atexit.unregister(self.close)
        if not self.is_ours:
            return
        self._kill()
        with contextlib.suppress(Exception):  # it may have been waited for already
            self._child.wait()
        self._child.ptyproc.delayafterclose = self._child.ptyproc.delayafterterminate = 0
        with contextlib.suppress(Exception):
            self._oct2py.exit()
        # octave_kernel removes its own folder at exit and would complain if it were gone; but
        # nothing needs to lie in it until then.
        shutil.rmtree(Path(self._engine.tmp_dir) / "plots", ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def quoted(text: str | Path) -> str:
    """Text as an Octave literal."""
    return "'" + str(text).replace("'", "''") + "'"


def _start(oct2py: Any, executable: str, folder: Path) -> Any:
    class Session(oct2py.Oct2Py):  # type: ignore[misc]
        """A session of oct2py, but that it answers for who is not there."""

        def _handle_stdin(self, line: str) -> str:
            return ""

    return Session(
        executable=executable,
        temp_dir=str(folder),
        load_octaverc=False,
        backend="disable",
        logger=logging.getLogger("pysoftmax.octave"),
        extra_cli_options="--no-history --no-site-file",
    )


def _import_oct2py(executable: str) -> Any:
    """Import oct2py, which starts a session of its own on import; nobody needs that one."""
    if "oct2py" in sys.modules:
        return sys.modules["oct2py"]
    os.environ["OCTAVE_EXECUTABLE"] = executable
    try:
        import oct2py
    except ImportError:
        raise OctaveNotFoundError(
            "oct2py is not installed; pip install 'pysoftmax[octave]'"
        ) from None
    # Asked to end, it would write a file octave-workspace into the user's working folder.
    with contextlib.suppress(AttributeError, ProcessLookupError):
        os.killpg(oct2py.octave._engine.repl.child.pid, signal.SIGKILL)
    oct2py.octave.exit()
    return oct2py


def _interrupted(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def _memory_folder() -> str | None:
    """A folder in memory, where there is one: files there cost no disk access."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Start Octave with no display to look for and nowhere to complain.

    oct2py asks Octave for its version in a process that shares our standard error, and
    octave_kernel sets TERM for good: both are undone here.
    """
    before = dict(os.environ)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(name, None)
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
        os.environ.clear()
        os.environ.update(before)
