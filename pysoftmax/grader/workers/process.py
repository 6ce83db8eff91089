"""The warm process of one job, as the grader sees it."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pysoftmax.grader import sandbox
from pysoftmax.grader.workers.inside import channel
from pysoftmax.grader.workers.library import OCTAVE, WORKER
from pysoftmax.languages import Language

__all__ = ["WARM", "Zygote", "ZygoteError"]

_ALWAYS = ("numpy.random", "numpy.linalg", "numpy.lib")
WARM = {"numpy": _ALWAYS, "scipy": (*_ALWAYS, "scipy.optimize", "scipy.sparse")}
"""What a warm process imports before it is forked, in addition to the exercise's own modules. SciPy
makes each fork three times slower, so it is imported only for submissions that use it."""

START_SECONDS = 60.0
REPLY_SECONDS = 60.0


class ZygoteError(RuntimeError):
    """The grader's own process cannot be started or has ended; not the submission's fault."""


class Zygote:
    """A process that has imported NumPy, in the sandbox or out of it, and forks runs.

    Parameters
    ----------
    library
        The folder with the worker's files (`build_library`).
    warm
        A key of `WARM`.
    sandboxed
        Whether it runs in bubblewrap.
    modules
        What it imports in addition.
    """

    def __init__(
        self, library: Path, warm: str, *, sandboxed: bool, modules: Sequence[str] = ()
    ) -> None:
        self.sandboxed = sandboxed
        self.library = sandbox.LIBRARY if sandboxed else str(library)
        self._line, theirs = socket.socketpair()
        self._line.settimeout(START_SECONDS)
        site = sandbox.SITE if sandboxed else _site_packages()
        program = [sandbox.interpreter(), "-S", "-B", "-P", "-m", f"{WORKER}.zygote"]
        program += [str(theirs.fileno()), *WARM[warm], *modules]
        with theirs, tempfile.TemporaryFile() as said:
            self._process = subprocess.Popen(
                sandbox.command(library, program) if sandboxed else program,
                env=_environment(os.pathsep.join((self.library, site))),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
            theirs.close()
            self._wait_until_ready(said)

    def _wait_until_ready(self, said: Any) -> None:
        try:
            channel.receive(self._line)
        except (EOFError, OSError) as error:
            self.close()
            said.seek(0)
            lines = said.read(4000).decode(errors="replace").strip().splitlines()
            reason = lines[-1] if lines else str(error) or "it ended at once"
            raise ZygoteError(f"the worker did not start: {reason}") from None

    def run(
        self,
        language: Language,
        uid: int | None,
        scratch: str,
        scratch_bytes: int,
        processors: Sequence[int] = (),
    ) -> socket.socket:
        """Start a run; the socket leads to its keeper, and the run ends when it is closed."""
        ours, theirs = socket.socketpair()
        order = {
            "language": language.key,
            "sandboxed": self.sandboxed,
            "scratch": scratch,
            "scratch_bytes": scratch_bytes,
            "uid": uid,
            "processors": list(processors),
            "program": _PROGRAMS[language.key](self.library),
        }
        with theirs:
            try:
                channel.send(self._line, order, [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise ZygoteError(f"the worker has ended: {error}") from None
        ours.settimeout(REPLY_SECONDS)
        return ours

    @property
    def pid(self) -> int:
        """The number of the process that all runs descend from."""
        return self._process.pid

    def close(self) -> None:
        """End the process and, in the sandbox, everything that it started."""
        self._line.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _octave_command(library: str) -> list[str]:
    from pysoftmax.octave.find import QUIETLY, no_octave, octave_command

    command = octave_command()
    if command is None:
        raise ZygoteError(no_octave())
    code = f"addpath('{library}/{OCTAVE}', '-end'); pysoftmax_session();"
    # The sandbox shows the program itself, not links to it.
    program = [os.path.realpath(command[0]), *command[1:], *QUIETLY]
    return [*program, "--no-line-editing", "--no-window-system", "--eval", code]


_PROGRAMS: dict[str, Callable[[str], list[str]]] = {
    "octave": _octave_command,
    "python": lambda library: [],  # the warm process itself, forked
}
"""The command that runs a language's submissions, given where the worker's files are."""


def _site_packages() -> str:
    import numpy

    return str(Path(numpy.__file__).resolve().parents[1])


def _environment(python_path: str) -> dict[str, str]:
    """The same for every run everywhere, so that results do not depend on the teacher's shell."""
    one_thread = ("OMP", "OPENBLAS", "MKL", "BLIS", "NUMEXPR", "VECLIB_MAXIMUM")
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": python_path,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "dumb",
        "GNUTERM": "dumb",
        "MPLBACKEND": "agg",
        "HDF5_USE_FILE_LOCKING": "FALSE",  # the filter of calls refuses locks
        **{f"{library}_NUM_THREADS": "1" for library in one_thread},
    }
