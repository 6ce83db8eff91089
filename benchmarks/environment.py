"""The environment that the contenders share, separate from the development environment."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv-bench"
# PyTorch's default build for Linux adds gigabytes for graphics cards. If pip is configured with
# an index of its CPU builds, those are installed.
PACKAGES = [
    *("numpy", "scipy", "numba", "click", "matplotlib"),
    *("scikit-learn", "scikit-learn-intelex", "jax", "torch==2.13.0"),
]


def environment() -> str:
    """Return the Python of the benchmarks' environment, created if necessary."""
    binaries = FOLDER / ("Scripts" if sys.platform == "win32" else "bin")
    python = str(binaries / "python")
    done = FOLDER / "installed"
    wanted = "\n".join(PACKAGES)
    if done.exists() and done.read_text() == wanted:
        return python
    print(f"installing {', '.join(PACKAGES)} into {FOLDER.name}", file=sys.stderr)
    venv.create(FOLDER, clear=True, with_pip=True, symlinks=sys.platform != "win32")
    quietly = ["--quiet", "--disable-pip-version-check"]
    subprocess.run([python, "-m", "pip", "install", *quietly, *PACKAGES], check=True)
    done.write_text(wanted)
    return python
