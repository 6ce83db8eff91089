"""One Octave process: started quietly, always ended, with nothing left behind."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import shlex
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pysoftmax.leftovers import MARK, TemporaryFolder, folder_in_memory
from pysoftmax.octave.errors import OctaveCrashError, OctaveNotFoundError, OctaveTimeoutError
from pysoftmax.octave.find import QUIETLY, no_octave, octave_command, why_not
from pysoftmax.words import seconds

__all__ = ["HELPERS", "OctaveProcess", "quoted"]

HELPERS = Path(__file__).parent / "helpers"
"""The .m files that belong to the bridge; their names start with ``pysoftmax_``."""

QUIET = (
    "crash_dumps_octave_core (false); sighup_dumps_octave_core (false); "
    "sigterm_dumps_octave_core (false); sigquit_dumps_octave_core (false); more off;"
)
"""Octave leaves an ``octave-workspace`` file behind when it is ended, unless these are set."""


class OctaveProcess:
    """A running Octave, reached through the engine of octave_kernel, which oct2py uses too.

    The engine talks to Octave over a pseudo-terminal. Its own time-out sends an interrupt and waits
    for a prompt that a hung Octave never gives; so here a watchdog ends the whole process group,
    and a crash is an exception.

    Raises
    ------
    OctaveNotFoundError
        If Octave or octave_kernel is not installed, or if Octave does not start: with the command
        that was tried and what it printed.
    """

    def __init__(self) -> None:
        command = octave_command()
        if command is None:
            raise OctaveNotFoundError(no_octave())
        self._folder = TemporaryFolder("pysoftmax-octave-", _place(command))
        self.folder = self._folder.path
        self._timed_out = False
        try:
            with _without_user_settings(self.folder):
                self._engine = _start(command, self.folder)
                self._engine.eval(f"{QUIET} addpath ({quoted(HELPERS)});", silent=True)
        except BaseException as error:
            self._folder.close()
            if not isinstance(error, Exception) or isinstance(error, OctaveNotFoundError):
                raise
            raise OctaveNotFoundError(_explained(command, error)) from error
        # The engine's own handlers swallow Ctrl-C and wait for a prompt that may never come.
        self._engine._interrupt = self._engine.repl.interrupt = _interrupted
        self._child = self._engine.repl.child
        self.pid = int(self._child.pid)
        self._folder.ends_with_it(self.pid)
        self._owner = os.getpid()
        # The engine's exit handlers end Octave when a forked child exits; ours checks for that.
        atexit.unregister(self._engine.repl.terminate)
        atexit.unregister(self._engine._cleanup)
        atexit.register(self.close)

    def run(self, code: str, progress: Path, timeout: float) -> str:
        """Run a line of Octave that writes to `progress` as it goes; return what it printed.

        An oct2py call makes two round trips more, and writes and reads a .mat file.

        Parameters
        ----------
        code
            One line.
        progress
            A file that grows with each result.
        timeout
            Seconds without growth after which Octave, and all it started, is ended.

        Raises
        ------
        OctaveTimeoutError, OctaveCrashError
            The process has then ended; `close` it.
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
                raise OctaveTimeoutError(f"no answer within {seconds(timeout)}") from None
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
        """False once something else has ended it."""
        return bool(self._child.isalive())

    def close(self) -> None:
        """End Octave, and remove the files it has written.

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
            self._child.close(force=True)
        self._folder.close()


def quoted(text: str | Path) -> str:
    """Text as an Octave literal."""
    return "'" + str(text).replace("'", "''") + "'"


def _start(command: list[str], folder: Path) -> Any:
    """Start the engine, with its files in `folder` and none of the user's settings."""
    try:
        from octave_kernel.kernel import OctaveEngine
    except ImportError:
        raise OctaveNotFoundError(
            "octave_kernel is not installed; pip install 'pysoftmax[octave]'"
        ) from None

    class Engine(OctaveEngine):
        """The engine of octave_kernel, using our temporary folder."""

        def _get_temp_dir(self) -> str:
            (folder / "plots").mkdir()
            return str(folder)

        def _validate_executable(self, executable: str) -> str:
            # It would start Octave once more; that the session starts says as much.
            return ""

    return Engine(
        executable=shlex.join([*command, *QUIETLY]),
        plot_settings={"backend": "disable"},
        load_octaverc=False,
        stdin_handler=lambda prompt: "",  # there is no user to answer a prompt
        logger=logging.getLogger("pysoftmax.octave"),
    )


def _explained(command: list[str], error: Exception) -> str:
    """Return why Octave did not start, from a start that shows what it prints."""
    version, problem = why_not(command)
    return problem or (
        f"Octave {version} starts as {shlex.join(command)}, but not as a session: "
        f"{' '.join(str(error).split())[:300]}"
    )


def _interrupted(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def _place(command: list[str]) -> Path | None:
    """Return where to exchange files with Octave: in memory if there is enough, to save time.

    Octave as a flatpak or a snap sees neither the system's temporary folder nor its memory.
    """
    text = shlex.join(command)
    if "flatpak" in text:
        cache = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
        place = Path(cache) / "pysoftmax"
    elif "snap" in text:
        place = Path("~/snap/octave/current").expanduser()
    else:
        return folder_in_memory()
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextlib.contextmanager
def _without_user_settings(folder: Path) -> Iterator[None]:
    """Start Octave without a display and without user options.

    The engine sets TERM for good, which is undone here.
    """
    before = dict(os.environ)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "OCTAVE_CLI_OPTIONS"):
        os.environ.pop(name, None)
    os.environ[MARK] = str(folder)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
