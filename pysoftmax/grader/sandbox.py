"""The sandbox: bubblewrap, and what can be seen inside it.

Inside there is no network, no home, no /proc, no other process, and nothing to write to; only the
system's libraries, the interpreters, NumPy and SciPy, and the worker's own files. Each run then
gets a scratch folder in memory and process ids of its own (`workers.inside.confine`).
"""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from pysoftmax.grader.installed import interpreter, octave_files, python_files
from pysoftmax.octave.find import no_octave, octave_command, why_not
from pysoftmax.resources import folder

__all__ = [
    "LIBRARY",
    "SCRATCH",
    "SITE",
    "SandboxMissingError",
    "command",
    "interpreter",
    "octave_problem",
    "status",
    "version",
]

LIBRARY = "/library"
"""Where the worker's files are, inside."""
SITE = "/site"
"""Where NumPy and SciPy are, inside."""
SCRATCH = "/scratch"
"""Where each run's own folder is mounted, inside."""

_SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/libx32", "/sbin", "/nix/store")
_ETC = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/octave")
_INSTALLED = (
    "lib*/python3*/*-packages/pysoftmax*",
    "local/lib*/python3*/*-packages/pysoftmax*",
    "envs/*/lib/python3*/site-packages/pysoftmax*",
    "pkgs/pysoftmax*",
)
_DEVICES = ("null", "zero", "full", "random", "urandom")
_NAMESPACES = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts")
_NEEDED_CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SYS_CHROOT")


class SandboxMissingError(RuntimeError):
    """There is no sandbox on this machine; the message says why, and what to do."""


@functools.cache
def status() -> tuple[bool, str]:
    """Return whether there is a sandbox here, and if not, why not and what to do.

    This tries the mounts that grading uses: if the system refuses a namespace or a mount, it does
    so now and not in the middle of a class.
    """
    if sys.platform != "linux":
        return False, "the sandbox needs Linux; elsewhere, grade with --unsandboxed"
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        return False, "bubblewrap is not installed: install the package bubblewrap"
    if Path(bubblewrap).stat().st_mode & stat.S_ISUID:
        return False, (
            f"{bubblewrap} is setuid; expected one that is not, since every fault in it would make "
            f"its caller root. Remove the bit (chmod u-s {bubblewrap}) and allow user namespaces"
        )
    if os.uname().machine not in ("x86_64", "aarch64"):
        return False, f"the sandbox does not know this processor, {os.uname().machine}"
    trial = command(_ANY_LIBRARY, [interpreter(), "-S", "-c", _TRIAL])
    environment = {"PYTHONPATH": SITE, "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            trial, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, f"bubblewrap cannot be run: {error}"
    if done.returncode == 0:
        return True, "bubblewrap"
    said = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
    if said.startswith("within: "):
        return (
            False,
            f"the sandbox starts, but not what it is for ({said.removeprefix('within: ')})",
        )
    return False, f"bubblewrap's namespaces are refused here ({said}). {_ADVICE}"


def version() -> str:
    """What `bwrap --version` prints, such as "bubblewrap 0.8.0"; empty if it does not run."""
    try:
        done = subprocess.run(
            ["bwrap", "--version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def octave_problem(*, sandboxed: bool) -> str:
    """Return why no Octave submission can run here, and what to do; empty if it can.

    This starts Octave, in the sandbox if submissions run there.
    """
    octave = octave_command()
    if octave is None:
        return no_octave()
    if not sandboxed:
        return why_not(octave)[1]
    inside = [os.path.realpath(octave[0]), *octave[1:]]
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "LC_ALL": "C.UTF-8"}
    return why_not(inside, command(_ANY_LIBRARY, []), environment)[1]


_ANY_LIBRARY = Path(__file__).parent / "workers" / "inside"
"""Used in a trial; mounted in place of a grader's own library."""
_TRIAL = """
import ctypes, os, sys
try:
    import numpy
except BaseException as error:
    sys.exit(f"within: NumPy cannot be imported: {error}")
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x20000000 | 0x00020000 | 0x08000000) or libc.mount(
    b"trial", b"/scratch", b"tmpfs", 0, None
):
    sys.exit("namespaces within the sandbox: " + os.strerror(ctypes.get_errno()))
"""
_ADVICE = (
    "In a container, start it with user namespaces allowed (Docker: --security-opt seccomp="
    "unconfined --security-opt apparmor=unconfined, or --privileged); on Ubuntu 24.04 and later, "
    "allow them with: sysctl kernel.apparmor_restrict_unprivileged_userns=0"
)


def command(library: Path, arguments: list[str]) -> list[str]:
    """The command that starts a program in the sandbox, with the worker's files in `LIBRARY`."""
    return [*_base(), *_mounts(library), "--", *arguments]


def _base() -> list[str]:
    # By its path, because the started process has a different PATH.
    arguments = [
        shutil.which("bwrap") or "bwrap",
        *_NAMESPACES,
        "--die-with-parent",
        "--new-session",
    ]
    arguments += ["--unshare-cgroup-try", "--hostname", "grader"]
    # Root needs no user namespace, and in one it could not become another user.
    arguments += [] if os.getuid() == 0 else ["--unshare-user"]
    arguments += ["--cap-drop", "ALL"]
    for capability in _NEEDED_CAPABILITIES:
        arguments += ["--cap-add", capability]
    return arguments


def _mounts(library: Path) -> Iterator[str]:
    shown = [path for path in _SYSTEM if Path(path).is_dir() and not Path(path).is_symlink()]
    for path in _interpreters():
        if not _below(path, shown):
            shown.append(path)
    for path in _SYSTEM:
        if Path(path).is_symlink():
            yield from ("--symlink", str(Path(path).readlink()), path)
    # Only root can enter a parent folder that bubblewrap makes.
    on_the_way = {str(parent) for path in shown for parent in Path(path).parents} - {"/"}
    for path in ("/dev", "/etc", SITE, "/tmp", SCRATCH, *sorted(on_the_way)):
        yield from ("--dir", path)
    for path in shown:
        yield from ("--ro-bind", path, path)
    for path in _ETC:
        yield from ("--ro-bind-try", path, path)
    masked: list[str] = []
    # Bubblewrap 0.12 refuses to mount on a symbolic link, and older ones follow it.
    for hidden in sorted({os.path.realpath(path) for path in (*_hidden(), *_other_copies(shown))}):
        if _below(hidden, shown) and not _below(hidden, masked):
            masked.append(hidden)
            yield from ("--tmpfs", hidden, "--remount-ro", hidden)
    for path in _packages():
        yield from ("--ro-bind", path, f"{SITE}/{Path(path).name}")
    for device in _DEVICES:
        yield from ("--dev-bind", f"/dev/{device}", f"/dev/{device}")
    yield from ("--ro-bind", str(library), LIBRARY)
    yield from ("--chdir", "/", "--remount-ro", "/")


def _interpreters() -> Iterator[str]:
    yield from python_files()
    yield from octave_files()


def _packages() -> Iterator[str]:
    """Return NumPy and SciPy, and the libraries that their wheels install next to them."""
    for name in ("numpy", "scipy"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            package = Path(spec.origin).resolve().parent
            yield from (str(package), *map(str, package.parent.glob(f"{name}.libs")))


def _hidden() -> Iterator[str]:
    """Return the reference, wherever it is installed, and the interpreter's other packages."""
    yield str(Path(__file__).resolve().parents[1])
    for name in ("octave_ref", "starter_code"):
        try:
            yield str(folder(name))
        except FileNotFoundError:
            continue
    for scheme in ("purelib", "platlib"):
        base = {"base": sys.base_prefix, "platbase": sys.base_prefix}
        packages = sysconfig.get_path(scheme, vars=base)
        if Path(packages).is_dir() and not packages.startswith("/usr/lib/"):
            yield os.path.realpath(packages)


def _other_copies(shown: list[str]) -> Iterator[str]:
    """Return every other copy of pysoftmax that could be seen inside."""
    for top in shown:
        for pattern in _INSTALLED:
            yield from (str(path) for path in Path(top).glob(pattern) if path.is_dir())


def _below(path: str, folders: list[str]) -> bool:
    return any(Path(path).is_relative_to(folder) for folder in folders)
