"""``pysoftmax doctor``: what is installed, and which features need what is missing."""

from __future__ import annotations

import json
import platform
import shlex
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import NamedTuple

import click

__all__ = ["command"]

PACKAGES = {
    "NumPy": ("numpy", "needed by everything: pip install numpy"),
    "SciPy": ("scipy", "reads and writes MAT-files: pip install scipy"),
    "oct2py": ("oct2py", "parity with Octave: pip install 'pysoftmax[octave]'"),
    "Jinja2": ("jinja2", "the grader's pages: pip install 'pysoftmax[grade]'"),
    "msgspec": ("msgspec", "the results of earlier runs: pip install 'pysoftmax[grade]'"),
    "pytest": ("pytest", "the testing plugin: pip install 'pysoftmax[testing]'"),
    "Hypothesis": ("hypothesis", "generated test cases: pip install 'pysoftmax[testing]'"),
    "scikit-learn": ("sklearn", "the scikit-learn estimator: pip install 'pysoftmax[sklearn]'"),
    "pooch": ("pooch", "downloads data sets: pip install 'pysoftmax[data]'"),
    "matplotlib": (
        "matplotlib",
        "pictures and the exercise's report: pip install 'pysoftmax[plot]'",
    ),
}


class Installed(NamedTuple):
    """One line: a part, whether it is installed, its version or its use, and a warning."""

    name: str
    present: bool
    words: str
    warning: str = ""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for a bug report.")
def command(as_json: bool) -> None:
    """Report what is installed, and which features need what is missing.

    Octave and the sandbox are started, with the same mounts as in grading.
    """
    parts = [_python(), *(_package(name) for name in PACKAGES), *_kernels()]
    parts += [_octave(), _system(), *_sandbox()]
    if as_json:
        click.echo(json.dumps({"parts": [part._asdict() for part in parts]}, indent=2))
        return
    for part in parts:
        click.echo(f"{_mark(part)} {part.name:<16} {part.words}")
        if part.warning:
            click.echo(f"{'':<24} {part.warning}")


def _mark(part: Installed) -> str:
    if not part.present:
        return click.style("missing", fg="red")
    if part.warning:
        return click.style("warning", fg="yellow")
    return click.style("ok     ", fg="green")


def _python() -> Installed:
    from pysoftmax.grader.known_holes import in_python

    version = platform.python_version()
    return Installed("Python", True, version, in_python(version))


def _system() -> Installed:
    from pysoftmax.grader.known_holes import in_kernel

    words = f"{platform.system()} {platform.release()} ({platform.machine()})"
    warning = in_kernel(platform.release()) if platform.system() == "Linux" else ""
    return Installed("system", True, words, warning)


def _package(name: str) -> Installed:
    module, gives = PACKAGES[name]
    if find_spec(module) is None:
        return Installed(name, False, gives)
    try:
        return Installed(name, True, version(name))
    except PackageNotFoundError:  # importable, yet not installed by a package manager
        return Installed(name, True, "version unknown")


def _kernels() -> Iterator[Installed]:
    from pysoftmax import kernels

    for kernel in kernels.describe():
        threads = f"{kernel.threads} thread{'s' * (kernel.threads != 1)}"
        words = threads + ", in use" * kernel.chosen if kernel.available else kernel.why_not
        yield Installed(f"kernel {kernel.name}", kernel.available, words)


def _octave() -> Installed:
    from pysoftmax.octave.find import OLDEST, no_octave, octave_command, too_old, why_not

    command = octave_command()
    if command is None:
        return Installed("Octave", False, f"parity and Octave submissions: {no_octave()}")
    version, problem = why_not(command)
    if problem:
        return Installed("Octave", False, problem)
    warning = f"expected version {OLDEST} or newer" if too_old(version) else ""
    return Installed("Octave", True, f"GNU Octave {version} ({shlex.join(command)})", warning)


def _sandbox() -> Iterator[Installed]:
    from pysoftmax.grader import sandbox
    from pysoftmax.grader.known_holes import in_bubblewrap
    from pysoftmax.octave.find import octave_command

    ready, words = sandbox.status()
    if not ready:
        yield Installed("sandbox", False, words)
        return
    version = sandbox.version()
    yield Installed("sandbox", True, f"{version} ({shutil.which('bwrap')})", in_bubblewrap(version))
    if octave_command() is not None:
        problem = sandbox.octave_problem(sandboxed=True)
        yield Installed("sandboxed Octave", not problem, problem or "starts")
