"""Which folders of Python's and Octave's installation a sandbox must show: never a home."""

from __future__ import annotations

import functools
import os
import pwd
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from pysoftmax.octave.find import QUIETLY, octave_command

__all__ = ["interpreter", "is_personal", "octave_files", "python_files"]

_PARTS = ("lib/octave", "lib64/octave", "libexec/octave", "share/octave")
"""Where an Octave keeps its own files below its prefix."""
_ASK = """
printf ("pysoftmax:%s\\n", OCTAVE_HOME (), OCTAVE_EXEC_HOME (), readlink ("/proc/self/exe"));
printf ("%s", fileread ("/proc/self/maps"));
"""


def interpreter() -> str:
    """Return the Python to start: the one that a virtual environment is based on."""
    below: str = getattr(sys, "_base_executable", sys.executable)
    return os.path.realpath(below)


def is_personal(folder: str) -> bool:
    """Return whether a folder is a home, contains one, or is a home's folder for all programs.

    An installation with its prefix there shares the folder with its owner's other files.
    """
    path = Path(folder)
    homes = {Path("/root"), *Path("/home").glob("*"), *Path("/Users").glob("*")}
    homes |= {Path(os.environ[name]) for name in ("HOME",) if os.environ.get(name)}
    for user in {os.getuid(), *([path.stat().st_uid] if path.exists() else [])}:
        try:
            homes.add(Path(pwd.getpwuid(user).pw_dir))
        except KeyError:  # a user without a name, as in many containers
            continue
    homes = {
        home.resolve() for home in homes if home.is_absolute() and home != Path("/nonexistent")
    }
    return any(home.is_relative_to(path) or path == home / ".local" for home in homes)


def python_files() -> Iterator[str]:
    """Return Python's prefix; in a home, only the interpreter and its standard library."""
    prefix = os.path.realpath(sys.base_prefix)
    if not is_personal(prefix):
        yield prefix
        return
    base = {"base": prefix, "platbase": prefix, "installed_base": prefix}
    base["installed_platbase"] = prefix
    folder, name = map(sysconfig.get_config_var, ("LIBDIR", "LDLIBRARY"))
    files = [interpreter(), f"{folder}/{name}"]
    files += [sysconfig.get_path(scheme, vars=base) for scheme in ("stdlib", "platstdlib")]
    yield from dict.fromkeys(os.path.realpath(path) for path in files if Path(path).exists())


def octave_files() -> list[str]:
    """Return Octave's prefix; in a home, only its own folders, its program and its libraries.

    A system-wide Octave is not started: the sandbox shows the system's folders anyway.
    """
    command = octave_command()
    if command is None:
        return []
    program = os.path.realpath(command[0])
    if len(command) == 1 and program.startswith("/usr/") and _is_machine_code(program):
        return []
    return list(_asked(tuple(command)))


@functools.cache
def _asked(command: tuple[str, ...]) -> tuple[str, ...]:
    """Return where a running Octave says it is; the command's own files if it does not run."""
    files = [os.path.realpath(word) for word in command if Path(word).is_file()]
    try:
        done = subprocess.run(
            [*command, *QUIETLY, "--eval", _ASK],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        lines = os.fsdecode(done.stdout).splitlines()
    except (OSError, subprocess.TimeoutExpired):
        lines = []
    places = [line.removeprefix("pysoftmax:") for line in lines if line.startswith("pysoftmax:")]
    for prefix in map(os.path.realpath, places[:2]):
        files += [f"{prefix}/{part}" for part in _PARTS] if is_personal(prefix) else [prefix]
    files += places[2:]
    mapped = (line.split(maxsplit=5)[5] for line in lines if line.count("/") and " r-xp " in line)
    files += [path for path in mapped if path.startswith("/")]
    return tuple(
        dict.fromkeys(path for path in map(os.path.realpath, files) if Path(path).exists())
    )


def _is_machine_code(path: str) -> bool:
    """Return whether a file is a program itself, not a script that starts one elsewhere."""
    try:
        with Path(path).open("rb") as file:
            return file.read(4) == b"\x7fELF"
    except OSError:
        return False
