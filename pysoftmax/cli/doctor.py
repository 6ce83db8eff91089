"""``pysoftmax doctor``: what is installed, and what each missing part would give."""

from __future__ import annotations

import platform
import shutil
import subprocess
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
    "pytest": ("pytest", "the testing plugin: pip install 'pysoftmax[testing]'"),
    "Hypothesis": ("hypothesis", "generated test cases: pip install 'pysoftmax[testing]'"),
    "scikit-learn": ("sklearn", "SoftmaxRegression: pip install 'pysoftmax[sklearn]'"),
    "pooch": ("pooch", "downloads MNIST: pip install 'pysoftmax[data]'"),
    "matplotlib": (
        "matplotlib",
        "pictures and the exercise's report: pip install 'pysoftmax[plot]'",
    ),
}


class Part(NamedTuple):
    """One line: a part, whether it is there, and its version or what it would give."""

    name: str
    present: bool
    words: str


@click.command("doctor")
def command() -> None:
    """Tell what is installed here, and what each missing part would give."""
    parts = [Part("Python", True, platform.python_version())]
    parts += [_package(name) for name in PACKAGES]
    parts += [*_kernels(), _octave(), _sandbox()]
    for part in parts:
        mark = (
            click.style("ok     ", fg="green") if part.present else click.style("missing", fg="red")
        )
        click.echo(f"{mark} {part.name:<16} {part.words}")


def _package(name: str) -> Part:
    module, gives = PACKAGES[name]
    if find_spec(module) is None:
        return Part(name, False, gives)
    try:
        return Part(name, True, version(module))
    except PackageNotFoundError:  # importable, yet not installed by a package manager
        return Part(name, True, "version unknown")


def _kernels() -> Iterator[Part]:
    from pysoftmax import kernels

    for kernel in kernels.describe():
        threads = f"{kernel.threads} thread{'s' * (kernel.threads != 1)}"
        words = threads + ", in use" * kernel.chosen if kernel.available else kernel.why_not
        yield Part(f"kernel {kernel.name}", kernel.available, words)


def _octave() -> Part:
    from pysoftmax.octave.find import find_octave

    path = find_octave()
    if path is None:
        gives = "parity and Octave submissions: install GNU Octave 7 or newer"
        return Part("Octave", False, gives)
    try:
        said = subprocess.run(
            [path, "--version"], capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Part("Octave", False, f"{path} does not run: {error}")
    return Part("Octave", True, f"{(said.stdout.splitlines() or ['version unknown'])[0]} ({path})")


def _sandbox() -> Part:
    from pysoftmax.grader.sandbox import status

    ready, words = status()
    where = shutil.which("bwrap")
    return Part("sandbox", ready, f"bubblewrap ({where})" if ready else words)
