"""Where Octave is, and why it does not start."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["OLDEST", "QUIETLY", "find_octave", "no_octave", "octave_command", "too_old", "why_not"]

CANDIDATES = ("octave-cli", "octave")
"""`octave-cli` first: it starts no graphics and needs no display."""
QUIETLY = ("--norc", "--no-gui", "--quiet", "--no-history")
"""Without any start-up file (the user's, the site's, the working folder's) and without traces."""
OLDEST = 6
"""The oldest version of Octave that is known to work."""

_TRIAL_SECONDS = 60
_ALL_READ = 'printf ("pysoftmax:%s\\n", OCTAVE_VERSION);'


def octave_command() -> list[str] | None:
    """Return the command that starts Octave, as a list of words; None if there is none.

    ``OCTAVE_EXECUTABLE`` in the environment comes first. It is the path of a program, which may
    contain spaces, or a command line such as ``flatpak run org.octave.Octave``. Without it,
    `octave-cli` and `octave` are looked for on the path.
    """
    chosen = os.environ.get("OCTAVE_EXECUTABLE", "").strip()
    if not chosen:
        found = next((path for path in map(_which, CANDIDATES) if path), None)
        return [found] if found else None
    whole = _which(chosen)
    if whole:
        return [whole]
    try:
        first, *rest = shlex.split(chosen)
    except ValueError:  # an unbalanced quotation mark, or an empty command
        return None
    program = _which(first)
    return [program, *rest] if program else None


def find_octave() -> str | None:
    """The path of the program that starts Octave, or None: the first word of `octave_command`."""
    command = octave_command()
    return command[0] if command else None


def no_octave() -> str:
    """Return the message if `octave_command` finds nothing: what was tried, and what to do."""
    chosen = os.environ.get("OCTAVE_EXECUTABLE", "").strip()
    if chosen:
        return (
            f"OCTAVE_EXECUTABLE is {chosen!r}; expected a program or a command line that starts "
            "Octave, and there is no such program. Correct it, or unset it to use the octave-cli "
            "or octave on PATH"
        )
    return (
        "Octave is not installed: there is no octave-cli or octave on PATH. Install it (on Debian "
        "and Ubuntu: apt install octave), or set OCTAVE_EXECUTABLE to the command that starts it, "
        "such as 'flatpak run org.octave.Octave'"
    )


def why_not(
    command: list[str],
    within: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> tuple[str, str]:
    """Start Octave and end it again.

    Parameters
    ----------
    command
        What `octave_command` has found.
    within
        A prefix of the command, such as that of a sandbox.
    environment
        Replaces this process's own.

    Returns
    -------
    version, problem
        One of them is empty. A problem says which command was tried and what it printed.
    """
    tried = [*command, *QUIETLY, "--eval", _ALL_READ]
    start = f"start as Octave{' in the sandbox' if within else ''}"
    try:
        with subprocess.Popen(
            [*within, *tried],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as started:
            said, how = _until_the_end(started)
    except OSError as error:
        said, how = b"", f"could not be run ({error.strerror})"
    version = _version(said)
    return (version, "") if version else ("", _problem(command, start, tried, how, said))


def _until_the_end(started: subprocess.Popen[bytes]) -> tuple[bytes, str]:
    """Return what a process printed and how it ended; end it, with all it started, if it hangs."""
    try:
        said, _ = started.communicate(timeout=_TRIAL_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        said, _ = started.communicate()
        return said, f"was still running after {_TRIAL_SECONDS} seconds"
    if started.returncode < 0:
        return said, f"was ended by signal {-started.returncode}"
    return said, f"ended with status {started.returncode}"


def _version(said: bytes) -> str:
    """Return the text after the mark, since wrappers and libraries may also print."""
    for line in said.decode(errors="replace").splitlines():
        if line.startswith("pysoftmax:"):
            return line.removeprefix("pysoftmax:").strip()
    return ""


def too_old(version: str) -> bool:
    """Whether a version of Octave, such as "7.3.0", is older than any that is known to work."""
    major = version.partition(".")[0]
    return not major.isdigit() or int(major) < OLDEST


def _problem(command: list[str], start: str, tried: list[str], how: str, said: bytes) -> str:
    text = " / ".join(said.decode(errors="replace").split("\n")).strip(" /")
    printed = f"printed: {text[:600]}" if text else "printed nothing"
    return (
        f"{shlex.join(command)} does not {start}: {shlex.join(tried)} {how} and {printed}. "
        "Try that command in a terminal; set OCTAVE_EXECUTABLE to the command that starts Octave"
    )


def _which(program: str) -> str | None:
    """The absolute path of a program, since it is started from another folder than this one."""
    found = shutil.which(Path(program).expanduser())
    return str(Path.cwd() / found) if found else None
